#include "places.h"

#include <dlfcn.h>
#include <gradus/common/error.h>
#include <gradus/common/process.h>
#include <link.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <utility>

namespace gradus::cuda_on_cpu {
namespace {

struct Module {
  std::string file;
  std::uintptr_t base;
};

// A return address stands behind the call; one byte before it is the call.
Module module_of(const void* code) {
  Dl_info info{};
  link_map* map = nullptr;
  if (dladdr1(code, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0) return {"", 0};
  const bool program = map->l_name == nullptr || *map->l_name == '\0';
  return {program ? "/proc/self/exe" : map->l_name, map->l_addr};
}

std::string hexadecimal(std::uintptr_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%zx", static_cast<std::size_t>(number));
  return text;
}

// Our own headers stand between a kernel's line and the access: atomicAdd, __ldg.
bool is_ours(const std::string& line) {
  return line.find("/gradus/cuda_on_cpu/") != std::string::npos || line.rfind("??", 0) == 0 ||
         line.find("/include/c++/") != std::string::npos;
}

// `/a/b/tile.cu:41 (discriminator 2)` -> `tile.cu:41`; also where the compiler names not the file
// of #line but the copy that the rewriter made, `25c8d442_tile.cu.cpp`.
std::string shorten(const std::string& line) {
  const std::string path = line.substr(0, line.find(' '));
  std::string name = path.substr(path.rfind('/') + 1);
  const std::size_t digits = name.find_first_not_of("0123456789abcdef");
  if (digits != 8 || name[8] != '_') return name;
  name.erase(0, 9);
  if (const std::size_t end = name.find(".cu.cpp:"); end != std::string::npos)
    name.erase(end + 3, 4);
  return name;
}

}  // namespace

std::vector<std::string> places_of(const std::vector<const void*>& code) {
  static std::map<const void*, std::string> known;
  std::map<std::string, std::vector<std::pair<const void*, std::string>>> wanted;
  for (const void* place : code) {
    if (known.count(place) != 0) continue;
    const Module module = module_of(place);
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(place) - 1 - module.base;
    known[place] = hexadecimal(address);
    if (!module.file.empty()) wanted[module.file].emplace_back(place, hexadecimal(address));
  }
  for (const auto& [file, places] : wanted) {
    // The child has another /proc/self.
    std::string path = file;
    if (file == "/proc/self/exe") path = "/proc/" + std::to_string(getpid()) + "/exe";
    std::vector<std::string> command{"addr2line", "-a", "-i", "-e", path};
    for (const auto& place : places) command.push_back(place.second);
    try {
      Process process(command, {}, Process::Errors::kHide);
      process.close_input();
      std::size_t at = 0;
      bool found = true;
      while (const auto line = process.read_line()) {
        if (line->rfind("0x", 0) == 0) {
          found = at++ >= places.size();
        } else if (!found && !is_ours(*line)) {
          known[places[at - 1].first] = shorten(*line);
          found = true;
        }
      }
      process.wait();
    } catch (const Error&) {
      // No such program: the addresses have to do.
    }
  }
  std::vector<std::string> result;
  for (const void* place : code) result.push_back(known[place]);
  return result;
}

std::string place_of(const void* code) { return places_of({code}).front(); }

bool is_program_data(const void* place) {
  struct Wanted {
    std::uintptr_t place;
    bool found;
  } wanted{reinterpret_cast<std::uintptr_t>(place), false};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& search = *static_cast<Wanted*>(data);
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& part = info->dlpi_phdr[i];
          std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
          if (part.p_type == PT_TLS) begin = reinterpret_cast<std::uintptr_t>(info->dlpi_tls_data);
          if (part.p_type != PT_LOAD && part.p_type != PT_TLS) continue;
          if (search.place >= begin && search.place < begin + part.p_memsz) search.found = true;
        }
        return search.found ? 1 : 0;
      },
      &wanted);
  return wanted.found;
}

}  // namespace gradus::cuda_on_cpu
