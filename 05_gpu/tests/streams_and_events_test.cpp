#include <gradus/gpu/caching_allocator.h>
#include <gradus/gpu/captured_graph.h>
#include <gradus/gpu/check.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/gpu/uploader.h>
#include <gradus/tensor_autograd/in_place.h>

#include <cstring>

#include "gpu_tensors.h"

using gradus::Tensor;
using gradus::cuda::CapturedGraph;
using gradus::cuda::Event;
using gradus::cuda::PinnedMemory;
using gradus::cuda::refill;
using gradus::cuda::Stream;
using gradus::cuda::StreamScope;
using gradus::cuda::Uploader;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::failed_before;
using gradus::testing::mentions;
using gradus::testing::numbers;
using gradus::testing::trouble_of;
using Numbers = std::vector<double>;

namespace {

Tensor on_gpu(const Numbers& values) {
  return to(gradus::testing::made(values, {static_cast<gradus::Index>(values.size())}),
            gradus::gpu);
}

// Batch number k is 1000 numbers k, and the number -k.
Uploader::Batch batch(int k) {
  return {gradus::full({1000}, k, gradus::float32), gradus::full({1}, -k, gradus::float64)};
}
std::function<Uploader::Batch()> batches(int count) {
  return [k = 0, count]() mutable { return k < count ? batch(k++) : Uploader::Batch{}; };
}
const float* numbers_at(const Uploader::Batch& batch) { return batch[0].array().data<float>(); }

// The last of the first tensor's numbers as it lies in memory now; waits for no stream but the
// default one.
float now(const Uploader::Batch& batch) {
  float number = 0;
  cudaMemcpy(&number, numbers_at(batch) + 999, sizeof number, cudaMemcpyDeviceToHost);
  return number;
}

// Work with batches: what it saw of each.
class Seen {
 public:
  explicit Seen(int count) : pinned_(count * sizeof(float)), count_(count) {
    std::memset(pinned_.data(), 0xff, pinned_.bytes());
  }
  ~Seen() { cudaDeviceSynchronize(); }
  Seen(const Seen&) = delete;
  Seen& operator=(const Seen&) = delete;
  void look_at(const Uploader::Batch& batch) {
    cudaMemcpyAsync(numbers() + next_++, numbers_at(batch) + 999, sizeof(float),
                    cudaMemcpyDeviceToHost, gradus::cuda::current_stream());
  }
  Numbers all() const {
    gradus::cuda::synchronize();
    return Numbers(numbers(), numbers() + count_);
  }

 private:
  float* numbers() const { return reinterpret_cast<float*>(pinned_.data()); }
  PinnedMemory pinned_;
  int count_, next_ = 0;
};

class Streams : public ::testing::Test {
 protected:
  void SetUp() override {
    gradus::cuda::register_device();
    gradus::cuda::register_elementwise();
  }
  const Stream work_;
  const StreamScope scope_{work_};
};

// From here on memory comes from pools.
class Graphs : public Streams {
 protected:
  void SetUp() override {
    Streams::SetUp();
    gradus::cuda::use_caching_allocator();
  }
};

}  // namespace

TEST_F(Streams, TimeBetweenEvents) {
  const gradus::testing::DeviceNumbers<float> memory(1 << 20);
  Event start, end;
  start.record();
  for (int i = 0; i < 4; ++i) cudaMemsetAsync(memory, i, 4 << 20, work_);
  end.record();
  float milliseconds = 0;
  const std::string wrong = trouble_of([&] { milliseconds = start.elapsed_time(end); });
  expect("milliseconds for 16 MB, above 0", wrong.empty() && milliseconds > 0 ? 1 : 0, 1)
      .if_true(!wrong.empty(),
               "the GPU has not come to the second mark, so there is no time yet: wait for both (" +
                   wrong + ")")
      .if_true(milliseconds < 0, "the time runs backwards: from this mark to `end`")
      .if_true(milliseconds == 0, "the time was not asked for, or not kept");
  const Event never;
  EXPECT_NE(trouble_of([&] { start.elapsed_time(never); }), "");
}

TEST_F(Streams, EventsOrderStreams) {
  const Stream other;
  const gradus::testing::DeviceNumbers<float> memory(1000);
  const PinnedMemory seen(4);
  Event written;
  cudaMemsetAsync(memory, 0, 4000, work_);
  written.record();
  written.wait(other);
  cudaMemcpyAsync(seen.data(), memory + 999, 4, cudaMemcpyDeviceToHost, other);
  cudaStreamSynchronize(other);
  float number = -1;
  std::memcpy(&number, seen.data(), 4);
  EXPECT_EQ(number, 0);
}

// The CPU in the GPU's place does nothing before somebody waits for it: so it can be told in which
// stream something stands.
TEST_F(Streams, CopiesHaveAStreamOfTheirOwn) {
  if (!gradus::cuda::is_emulated()) return;  // a GPU may be done with any of it by now
  const gradus::testing::DeviceNumbers<float> before(1);
  Uploader upload(batches(4));
  cudaMemsetAsync(before, 0, 4, work_);
  const Uploader::Batch first = upload.next();
  const bool is_there = !std::isnan(now(first));
  expect("whether the batch was copied before anybody waited", is_there ? 1 : 0, 0)
      .if_true(before.values()[0] == 0,
               "next() waits for the whole device: nothing is done while batches are copied; wait "
               "for the one event that matters")
      .if_true(true,
               "the copy stands in the default stream, or the CPU has waited for it: only the "
               "current stream has to wait");
  cudaStreamSynchronize(upload.stream());
  const Uploader::Batch second = upload.next();
  expect("the second batch, when the stream of the copies was done", now(second), 1)
      .if_true(std::isnan(now(second)),
               "the copy stands in the stream that computes: behind the computations, and at the "
               "same time as nothing");
  cudaDeviceSynchronize();  // before the memory of a copy in the wrong stream goes away
}

TEST_F(Streams, ABatchIsThereWhenItIsWorkedWith) {
  if (failed_before()) return;
  Uploader upload(batches(6));
  Seen seen(2);
  seen.look_at(upload.next());
  seen.look_at(upload.next());  // sends the third batch where the first one was sent from
  expect_all("what the work with batches 0 and 1 saw", seen.all(), Numbers{0, 1})
      .if_equal(Numbers{2, 1},
                "the pinned memory was filled again before the copy had read it: wait for `copied` "
                "first")
      .if_true(std::isnan(seen.all()[0]),
               "`copied` was marked before the copies: who waits for it waits for nothing")
      .if_true(std::isnan(seen.all()[1]),
               "the work began before its batch was there: the current stream has to wait for the "
               "copies");
}

TEST_F(Streams, ABatchStaysWhileItIsWorkedWith) {
  if (failed_before()) return;
  Uploader upload(batches(7));
  Seen seen(7);
  int count = 0;
  for (Uploader::Batch b = upload.next(); !b.empty() && count < 7; b = upload.next(), ++count)
    seen.look_at(b);
  const Numbers all = seen.all();
  expect("batches", count, 7);
  expect_all("what the work with each batch saw", all, Numbers{0, 1, 2, 3, 4, 5, 6})
      .if_true(all[0] > 0,
               "the next batch was copied over one that was still worked with: the copies have to "
               "wait for `used`");
  EXPECT_TRUE(upload.next().empty());
}

TEST_F(Streams, NobodyWaitsForTheLatestWork) {
  if (!gradus::cuda::is_emulated() || failed_before()) return;
  Uploader upload(batches(6));
  Seen seen(6);
  for (int k = 0; k < 4; ++k) {
    const Uploader::Batch b = upload.next();
    if (k == 3) {
      EXPECT_EQ(cudaStreamQuery(work_), cudaErrorNotReady);
    }
    seen.look_at(b);
  }
}

TEST_F(Streams, ShapesMayChange) {
  if (failed_before()) return;
  std::vector<Uploader::Batch> all;
  for (const int size : {5, 5, 3, 5, 0, 3})
    all.push_back({transpose(gradus::randn({size, 4}, gradus::RandomStream(size, "x")), 0, 1),
                   gradus::arange(size)});
  std::size_t next = 0;
  Uploader upload([&] { return next < all.size() ? all[next++] : Uploader::Batch{}; });
  for (const Uploader::Batch& expected : all) {
    const Uploader::Batch b = upload.next();
    ASSERT_EQ(b.size(), 2U);
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(b[i].device(), gradus::gpu);
      EXPECT_EQ(b[i].dtype(), expected[i].dtype());
      EXPECT_EQ(b[i].shape(), expected[i].shape());
      EXPECT_EQ(numbers(b[i]), numbers(expected[i]));
    }
  }
}

TEST_F(Graphs, DoTheSameAgain) {
  Tensor count = on_gpu({0, 0, 0});
  const Tensor one = on_gpu({1, 1, 1});
  std::vector<double> after;
  const std::string wrong = trouble_of([&] {
    CapturedGraph graph([&] { add_(count, one); });
    after.push_back(numbers(count)[2]);
    for (int i = 0; i < 3; ++i) graph.launch();
    after.push_back(numbers(count)[2]);
  });
  after.resize(2);
  expect_all("how often the work was done: at first, and after three launches", after,
             Numbers{2, 5})
      .if_equal({2, 8}, "a launch does it twice: `work` is called once in a capture")
      .if_equal({3, 3},
                "the graph is empty: the work was done outside of the capture, and not noted")
      .if_true(mentions(wrong, "no graph"), "there is nothing to launch: make exec_ of the graph")
      .if_true(!wrong.empty(), wrong);
}

TEST_F(Graphs, KeepTheirMemory) {
  if (failed_before()) return;
  const Tensor x = on_gpu({1, -2, 3}), two = on_gpu({2, 2, 2});
  Tensor y;
  const std::size_t live = gradus::cuda::allocator().statistics().live;
  {
    CapturedGraph graph([&] { y = relu(x * two) * two + x; });
    gradus::cuda::allocator().trim();
    std::vector<double> found;
    zero_(y);
    const std::string wrong = trouble_of([&] {
      graph.launch();
      found = numbers(y);
    });
    expect_all("relu(2 x) 2 + x by a graph, after the pools were emptied", found,
               Numbers{5, -2, 15})
        .if_true(!wrong.empty(),
                 "the graph works in memory that went back to the device: reserve() what lies in "
                 "the pools of its stream (" +
                     gradus::testing::first_line(wrong) + ")");
  }
  y = Tensor();
  EXPECT_EQ(gradus::cuda::allocator().statistics().live, live);
}

TEST_F(Graphs, ReadWhereTheyHaveAlwaysRead) {
  if (failed_before()) return;
  Tensor x = on_gpu({1, 2, 3}), y;
  const Tensor other = on_gpu({10, 20, 30});
  CapturedGraph graph([&] { y = x + x; });
  refill(x, other);
  graph.launch();
  expect_all("x + x by a graph, after x was refilled", numbers(y), Numbers{20, 40, 60})
      .if_equal({2, 4, 6},
                "the graph reads at the addresses that it was captured with, and the new numbers "
                "lie elsewhere: copy them to where x lies");
  refill(x, x + other);
  graph.launch();
  EXPECT_EQ(numbers(y), (Numbers{40, 80, 120}));
  expect_all("the numbers that x was refilled with", numbers(other), Numbers{10, 20, 30})
      .if_equal({20, 40, 60}, "x became another name of these numbers, and lies where they lie");
  EXPECT_NE(trouble_of([&] { refill(x, on_gpu({1, 2})); }), "");
}

TEST_F(Graphs, TellWhatTheyCannotHold) {
  if (failed_before()) return;
  Tensor x = on_gpu({1, 2, 3}), y;
  const std::string waits = trouble_of([&] { const CapturedGraph g([&] { numbers(x + x); }); });
  EXPECT_TRUE(mentions(waits, "capturing")) << waits;
  const std::string throws =
      trouble_of([&] { const CapturedGraph g([&] { gradus::fail("no more data"); }); });
  EXPECT_EQ(throws, "no more data");
  // Neither leaves anything behind.
  CapturedGraph graph([&] { y = x + x; });
  graph.launch();
  EXPECT_EQ(numbers(y), (Numbers{2, 4, 6}));
}
