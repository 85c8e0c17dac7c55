#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <gradus/cuda_on_cpu/memory.h>

#include "device.h"
#include "observer.h"
#include "sanitizers.h"

namespace gradus::cuda_on_cpu {
namespace {

// As cudaMalloc does.
constexpr std::size_t kAlignment = 256;

struct Memory {
  std::size_t bytes;
  cudaMemoryType type;
};

std::mutex& mutex() {
  static std::mutex mutex;
  return mutex;
}

std::map<const char*, Memory>& allocations() {
  static std::map<const char*, Memory> all;
  return all;
}

// How many pieces of device work are being done.
int works = 0;
std::mutex& work_mutex() {
  static std::mutex mutex;
  return mutex;
}

std::size_t used = 0;
std::atomic<std::int64_t> pageable{0};

std::size_t total() {
  static const std::size_t bytes = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
                                   static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

// Whether the host is kept out of device memory: with GRADUS_CUDA_GUARD=1 in the environment, who
// reads or writes it outside of kernels and copies ends by SIGSEGV, as with a GPU. Kernels that
// AddressSanitizer watches have their memory from malloc, which it knows.
bool guarded();

// A range of addresses for the device alone, where a tracer watches or the host is kept out:
// addresses are not used again, so a pointer behind the end of a piece, or to a piece that was
// freed, points to nothing else.
class Addresses {
 public:
  Addresses() {
    void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) begin_ = next_ = static_cast<char*>(memory);
  }

  // Null when they are used up.
  char* take(std::size_t bytes) {
    if (begin_ == nullptr || bytes > kBytes / 2 || next_ + bytes + kGap > begin_ + kBytes - kGap)
      return nullptr;
    char* place = next_ + kGap;
    next_ = place + (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return place;
  }

  // Gives the memory back, not the addresses.
  static void release(char* place, std::size_t bytes) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(place) + page - 1) / page * page;
    const auto last = (reinterpret_cast<std::uintptr_t>(place) + bytes) / page * page;
    if (last > first) madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
  }

  bool contain(const void* place) const {
    return begin_ != nullptr && place >= begin_ && place < begin_ + kBytes;
  }

  // For the device's work, or for nobody.
  void protect(int protection) const {
    if (begin_ != nullptr) mprotect(begin_, kBytes, protection);
  }

 private:
  static constexpr std::size_t kBytes = std::size_t{1} << 40, kGap = 256;
  char *begin_ = nullptr, *next_ = nullptr;
};

Addresses& addresses() {
  static Addresses only;
  return only;
}

struct sigaction handler_before;

// Says what it was before whoever looks after signals, or nobody, ends the program.
void tell_touch(int, siginfo_t* info, void*) {
  constexpr char kText[] =
      "\nCUDA on the CPU: the CPU itself reads or writes the GPU's memory, which only kernels and "
      "copies reach: copy it (cudaMemcpy), and launch a kernel as kernel<<<grid, block>>>(...)\n";
  if (addresses().contain(info->si_addr)) [[maybe_unused]]
    const auto written = write(STDERR_FILENO, kText, sizeof(kText) - 1);
  sigaction(SIGSEGV, &handler_before, nullptr);  // and the same instruction faults again
}

bool guarded() {
  static const bool wanted = [] {
    const char* wish = std::getenv("GRADUS_CUDA_GUARD");
    if (wish == nullptr || *wish == '\0' || *wish == '0') return false;
    if (observer == nullptr && kAddressSanitizer) return false;
    struct sigaction handler {};
    handler.sa_sigaction = tell_touch;
    handler.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &handler, &handler_before);
    return true;
  }();
  return wanted;
}

bool has_addresses() { return observer != nullptr || guarded(); }

// What holds the byte; null if nothing does.
const std::pair<const char* const, Memory>* find(const void* place) {
  const char* byte = static_cast<const char*>(place);
  auto after = allocations().upper_bound(byte);
  if (after == allocations().begin()) return nullptr;
  const auto& before = *std::prev(after);
  return byte < before.first + before.second.bytes || byte == before.first ? &before : nullptr;
}

cudaError_t allocate(void** pointer, std::size_t bytes, cudaMemoryType type) {
  if (pointer == nullptr) return set_error(cudaErrorInvalidValue, "no place for the pointer");
  *pointer = nullptr;
  if (const cudaError_t error = permitted("allocating memory"); error != cudaSuccess) return error;
  if (bytes == 0) return cudaSuccess;
  const std::lock_guard lock(mutex());
  void* block = nullptr;
  const bool fits = bytes <= total() - used;
  const bool own = type == cudaMemoryTypeDevice && has_addresses();
  if (fits && own) block = addresses().take(bytes);
  const bool any = block == nullptr && !(own && observer != nullptr);
  if (fits && any && posix_memalign(&block, kAlignment, bytes) != 0) block = nullptr;
  if (block == nullptr)
    return set_error(cudaErrorMemoryAllocation, std::to_string(bytes) + " bytes, of " +
                                                    std::to_string(total() - used) + " free");
  char* begin = static_cast<char*>(block);
  if (type == cudaMemoryTypeDevice) {
    const DeviceWork open;
    std::memset(begin, 0xFF, bytes);
  }
  allocations()[begin] = {bytes, type};
  used += bytes;
  if (observer != nullptr && type == cudaMemoryTypeDevice) observer->memory_came(begin, bytes);
  *pointer = begin;
  return cudaSuccess;
}

void give_back(void* memory, std::size_t bytes) {
  if (has_addresses() && addresses().contain(memory))
    Addresses::release(static_cast<char*>(memory), bytes);
  else
    std::free(memory);
}

cudaError_t release(void* pointer, cudaMemoryType type) {
  if (pointer == nullptr) return cudaSuccess;
  const std::lock_guard lock(mutex());
  const auto found = allocations().find(static_cast<const char*>(pointer));
  if (found == allocations().end() || found->second.type != type)
    return set_error(cudaErrorInvalidValue,
                     "freed memory that was not allocated, or freed already");
  if (observer != nullptr && type == cudaMemoryTypeDevice) observer->memory_went(pointer);
  used -= found->second.bytes;
  give_back(pointer, found->second.bytes);
  allocations().erase(found);
  return cudaSuccess;
}

// What is wrong with one side of a copy; empty if nothing is.
std::string problem(const void* place, std::size_t bytes, bool on_device, const char* side) {
  const std::lock_guard lock(mutex());
  const auto* found = find(place);
  const bool device = found != nullptr && found->second.type == cudaMemoryTypeDevice;
  if (device != on_device)
    return std::string(side) +
           (on_device ? " is no device memory" : " is device memory, not host memory");
  if (found == nullptr) return "";
  const std::size_t offset = static_cast<const char*>(place) - found->first;
  if (offset + bytes <= found->second.bytes) return "";
  return std::to_string(bytes) + " bytes from byte " + std::to_string(offset) + " on, but " + side +
         " has " + std::to_string(found->second.bytes) + " bytes";
}

cudaError_t copy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                 const std::function<cudaError_t(std::function<void()>)>& run) {
  if (bytes == 0) return run([] {});
  if (kind < cudaMemcpyHostToHost || kind > cudaMemcpyDefault)
    return set_error(cudaErrorInvalidMemcpyDirection);
  bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  if (kind == cudaMemcpyDefault) {
    to_device = is_device_memory(to, 1);
    from_device = is_device_memory(from, 1);
  }
  std::string what = problem(to, bytes, to_device, "the destination");
  if (what.empty()) what = problem(from, bytes, from_device, "the source");
  if (!what.empty()) return set_error(cudaErrorInvalidValue, "cudaMemcpy: " + what);
  return run([=] {
    std::memmove(to, from, bytes);
    if (observer != nullptr && to_device) observer->memory_written(to, bytes);
  });
}

cudaError_t set(void* to, int value, std::size_t bytes,
                const std::function<cudaError_t(std::function<void()>)>& run) {
  if (bytes == 0) return cudaSuccess;
  const std::string what = problem(to, bytes, true, "the destination");
  if (!what.empty()) return set_error(cudaErrorInvalidValue, "cudaMemset: " + what);
  return run([=] {
    std::memset(to, value, bytes);
    if (observer != nullptr) observer->memory_written(to, bytes);
  });
}

}  // namespace

DeviceWork::DeviceWork() {
  if (!guarded()) return;
  const std::lock_guard lock(work_mutex());
  if (works++ == 0) addresses().protect(PROT_READ | PROT_WRITE);
}

DeviceWork::~DeviceWork() {
  if (!guarded()) return;
  const std::lock_guard lock(work_mutex());
  if (--works == 0) addresses().protect(PROT_NONE);
}

bool is_device_memory(const void* place, std::size_t bytes) {
  const std::lock_guard lock(mutex());
  const auto* found = find(place);
  return found != nullptr && found->second.type == cudaMemoryTypeDevice &&
         static_cast<const char*>(place) + bytes <= found->first + found->second.bytes;
}

bool is_device_address(const void* place) {
  return observer != nullptr && addresses().contain(place);
}

void piece_given(void* pointer, std::size_t bytes, cudaStream_t stream) {
  if (observer == nullptr) return;
  const auto give = [=] { observer->piece_came(pointer, bytes); };
  if (stream == nullptr) return give();
  run_in_stream(stream, give);
}

void piece_taken_back(void* pointer, cudaStream_t stream) {
  if (observer == nullptr) return;
  const auto take = [=] { observer->piece_went(pointer); };
  if (stream == nullptr) return take();
  run_in_stream(stream, take);
}

bool is_pinned_memory(const void* place) {
  const std::lock_guard lock(mutex());
  const auto* found = find(place);
  return found != nullptr && found->second.type == cudaMemoryTypeHost;
}

std::int64_t pageable_copies() { return pageable; }

void free_all_memory() {
  const std::lock_guard lock(mutex());
  for (auto& [begin, memory] : allocations()) {
    if (observer != nullptr && memory.type == cudaMemoryTypeDevice)
      observer->memory_went(const_cast<char*>(begin));
    give_back(const_cast<char*>(begin), memory.bytes);
  }
  allocations().clear();
  used = 0;
}

cudaError_t copy_symbol(void* to, const void* from, std::size_t bytes, std::size_t room) {
  if (bytes > room)
    return set_error(cudaErrorInvalidValue, "cudaMemcpyToSymbol: " + std::to_string(bytes) +
                                                " bytes; the variable has room for " +
                                                std::to_string(room));
  return run_in_default_stream([=] { std::memmove(to, from, bytes); });
}

}  // namespace gradus::cuda_on_cpu

namespace cpu = gradus::cuda_on_cpu;

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  return cpu::allocate(pointer, bytes, cudaMemoryTypeDevice);
}

cudaError_t cudaFree(void* pointer) {
  if (pointer == nullptr) return cudaSuccess;
  if (const cudaError_t error = cpu::permitted("cudaFree"); error != cudaSuccess) return error;
  // Nothing is thrown here: this is what destructors call.
  const cudaError_t error = cpu::wait_for_all();
  const cudaError_t freed = cpu::release(pointer, cudaMemoryTypeDevice);
  return error != cudaSuccess ? error : freed;
}

cudaError_t cudaMallocHost(void** pointer, std::size_t bytes) {
  return cpu::allocate(pointer, bytes, cudaMemoryTypeHost);
}

cudaError_t cudaHostAlloc(void** pointer, std::size_t bytes, unsigned) {
  return cpu::allocate(pointer, bytes, cudaMemoryTypeHost);
}

cudaError_t cudaFreeHost(void* pointer) { return cpu::release(pointer, cudaMemoryTypeHost); }

cudaError_t cudaMallocAsync(void** pointer, std::size_t bytes, cudaStream_t stream) {
  if (cpu::is_capturing(stream))
    return cpu::set_error(cudaErrorNotSupported, "cudaMallocAsync while the stream is captured");
  return cudaMalloc(pointer, bytes);
}

cudaError_t cudaFreeAsync(void* pointer, cudaStream_t stream) {
  if (cpu::is_capturing(stream))
    return cpu::set_error(cudaErrorNotSupported, "cudaFreeAsync while the stream is captured");
  return cpu::run_in_stream(stream, [=] { cpu::release(pointer, cudaMemoryTypeDevice); });
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = cpu::total();
  *free = *total - cpu::used;
  return cudaSuccess;
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  const std::lock_guard lock(cpu::mutex());
  const auto* found = cpu::find(pointer);
  void* place = const_cast<void*>(pointer);
  *attributes = {cudaMemoryTypeUnregistered, -2, nullptr, place};
  if (found == nullptr) return cudaSuccess;
  *attributes = {found->second.type, 0, place,
                 found->second.type == cudaMemoryTypeHost ? place : nullptr};
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  if (const cudaError_t error = cpu::permitted("cudaMemcpy"); error != cudaSuccess) return error;
  return cpu::copy(to, from, bytes, kind, [](auto work) {
    const cudaError_t error = cpu::run_in_default_stream(work);
    const cudaError_t fault = cpu::take_fault();
    return fault != cudaSuccess ? fault : error;
  });
}

// As on the GPU: what is copied from host memory that is not pinned is taken at once, and a copy to
// such memory is waited for.
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  using Bytes = std::vector<char>;
  const auto is_pageable = [](const void* place) {
    return !cpu::is_device_memory(place, 1) && !cpu::is_pinned_memory(place);
  };
  if (bytes > 0 && (is_pageable(to) || is_pageable(from))) ++cpu::pageable;
  const bool deferred = stream != nullptr && bytes > 0 && !cpu::is_capturing(stream);
  if (deferred && is_pageable(from) && cpu::is_device_memory(to, bytes) &&
      (kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDefault)) {
    const auto* begin = static_cast<const char*>(from);
    const auto taken = std::make_shared<const Bytes>(begin, begin + bytes);
    return cpu::run_in_stream(stream, [=] {
      std::memcpy(to, taken->data(), bytes);
      if (cpu::observer != nullptr) cpu::observer->memory_written(to, bytes);
    });
  }
  const cudaError_t error = cpu::copy(to, from, bytes, kind, [&](auto work) {
    return cpu::run_in_stream(stream, std::move(work));
  });
  if (error != cudaSuccess || !deferred || !is_pageable(to)) return error;
  return cudaStreamSynchronize(stream);
}

cudaError_t cudaMemset(void* to, int value, std::size_t bytes) {
  return cpu::set(to, value, bytes, [](auto work) { return cpu::run_in_default_stream(work); });
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  return cpu::set(to, value, bytes,
                  [&](auto work) { return cpu::run_in_stream(stream, std::move(work)); });
}
