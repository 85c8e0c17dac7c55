#include <gradus/common/error.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/uploader.h>
#include <gradus/tensor_autograd/array.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <cstring>

namespace gradus::cuda {
namespace {

std::byte* bytes_of(const Tensor& x) {
  const Array& array = x.array();
  return array.storage->data() +
         static_cast<std::size_t>(array.layout.offset) * info(x.dtype()).size;
}

bool same_room(const Uploader::Batch& a, const Uploader::Batch& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i)
    same = a[i].shape() == b[i].shape() && a[i].dtype() == b[i].dtype();
  return same;
}

}  // namespace

Uploader::Uploader(std::function<Batch()> source) : source_(std::move(source)) { send(slots_[0]); }

void Uploader::make_room(Slot& slot, const Batch& batch) {
  if (same_room(slot.batch, batch)) return;
  slot.copied.synchronize();
  slot.host.clear();
  slot.batch.clear();
  for (const Tensor& x : batch) {
    slot.host.emplace_back(static_cast<std::size_t>(x.numel()) * info(x.dtype()).size);
    slot.batch.emplace_back(Array::empty(x.shape(), x.dtype(), gpu));
  }
  slot.used.record();  // by whoever had this memory before
}

void Uploader::send(Slot& slot) {
  Batch batch = source_();
  for (Tensor& x : batch) x = contiguous(x);
  make_room(slot, batch);
  // exercise: streams-and-events/send
  //| For each i, batch[i] goes to slot.host[i], which is pinned, and from there to slot.batch[i], in the stream copies_.
  //| The last copy out of slot.host may not be done yet (slot.copied): the CPU has to wait for it. What works with the
  //| last batch in this memory may not be done yet (slot.used): copies_ has to wait for it. At the end, mark `copied`.
  slot.copied.synchronize();
  slot.used.wait(copies_);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const PinnedMemory& host = slot.host[i];
    std::memcpy(host.data(), bytes_of(batch[i]), host.bytes());
    check(cudaMemcpyAsync(bytes_of(slot.batch[i]), host.data(), host.bytes(),
                          cudaMemcpyHostToDevice, copies_),
          "copy of a batch");
  }
  slot.copied.record(copies_);
  // end exercise
  for (const Tensor& x : slot.batch) x.array().storage->count_write();
}

// [next]
Uploader::Batch Uploader::next() {
  Slot &ready = slots_[turn_], &other = slots_[1 - turn_];
  if (ready.batch.empty()) return {};
  // exercise: streams-and-events/next
  //| The current stream has been given all work with the batch in `other`: mark it, and send the next batch there. What
  //| the current stream is given from now on works with the batch in `ready`, whose copies may not be done.
  other.used.record();
  send(other);
  ready.copied.wait();
  // end exercise
  turn_ = 1 - turn_;
  return ready.batch;
}
// [next]

}  // namespace gradus::cuda
