#pragma once
#include <gradus/gpu/pinned.h>
#include <gradus/gpu/stream.h>
#include <gradus/tensor_autograd/tensor.h>

#include <deque>
#include <functional>
#include <vector>

namespace gradus::cuda {

/// Brings batches to the GPU, one ahead: while the current stream works with a batch, the next one
/// is copied in a stream of its own.
///
///     Uploader upload(source);
///     for (auto batch = upload.next(); !batch.empty(); batch = upload.next())
///       trainer.step(batch[0], batch[1]);
///
/// It has memory for two batches, pinned and on the GPU, and uses it again as long as the shapes
/// stay the same.
class Uploader {
 public:
  /// Images and labels, or whatever belongs together.
  using Batch = std::vector<Tensor>;

  /// Begins to copy the first batch.
  /// @param source gives the next batch, on the CPU, and an empty one at the end; called from
  /// next(), in this thread
  explicit Uploader(std::function<Batch()> source);

  /// The next batch, on the GPU; empty at the end. What the current stream is given from now on
  /// waits for it. Its memory is filled again when next() was called twice more, so all work with
  /// it must have been given to the current stream before the next call.
  Batch next();

  /// The stream of the copies.
  const Stream& stream() const { return copies_; }

 private:
  struct Slot {
    std::deque<PinnedMemory> host;  // from where each tensor is copied ...
    Batch batch;                    // ... and to where
    Event copied;                   // the copies of this batch are done
    Event used;                     // the work with the batch before it is done
  };
  static void make_room(Slot& slot, const Batch& batch);
  void send(Slot& slot);

  std::function<Batch()> source_;
  Slot slots_[2];
  int turn_ = 0;
  Stream copies_;  // the first to go: it waits for the copies
};

}  // namespace gradus::cuda
