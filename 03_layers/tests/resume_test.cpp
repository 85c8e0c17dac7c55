// A training run that stops after any step and resumes ends with the same bits as one left alone,
// whatever trains it; and a long run leaves no memory behind.
#include <gradus/layers/adam.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/clip_grad.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/exact_text.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/more_schedules.h>
#include <gradus/layers/plateau.h>
#include <gradus/layers/rmsprop.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/tensor_dataset.h>
#include <gradus/testing/allocations.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include "support.h"

#if defined(__linux__)
#include <unistd.h>
#endif

using gradus::Index;
using gradus::Tensor;
using gradus::data::DataLoader;
using gradus::data::LoaderOptions;
using gradus::data::TensorDataset;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
namespace nn = gradus::nn;
namespace optim = gradus::optim;

namespace {

constexpr Index kSamples = 50, kFeatures = 6, kClasses = 3, kBatch = 8, kEpochs = 3;

// A network with a buffer that changes as it trains.
struct Net : nn::Module {
  nn::Linear& fc1 = register_module("fc1", nn::Linear(kFeatures, 9));
  nn::Linear& fc2 = register_module("fc2", nn::Linear(9, kClasses));
  Tensor& seen = register_buffer("seen", gradus::zeros({1}));
  Tensor forward(const Tensor& x) override {
    if (training()) seen.data<float>()[0] += 1;
    return fc2(tanh(fc1(x)));
  }
};

using MakeOptimizer = std::function<std::unique_ptr<optim::Optimizer>(
    const std::vector<Tensor>& matrices, const std::vector<Tensor>& others)>;

// Weight decay for matrices only, and a rate of its own for the rest.
template <class Optimizer, class Options>
MakeOptimizer two_groups(const Options& given) {
  return [given](const auto& matrices, const auto& others) {
    Options options = given;
    options.weight_decay = 0.1;
    auto optimizer = std::make_unique<Optimizer>(matrices, options);
    options.weight_decay = 0;
    options.lr *= 2;
    optimizer->add_param_group(others, options);
    return optimizer;
  };
}

const std::map<std::string, MakeOptimizer>& optimizers() {
  static const std::map<std::string, MakeOptimizer> all = {
      {"SGD", two_groups<optim::SGD>(optim::SGDOptions{.lr = 0.1})},
      {"SGD, Nesterov",
       two_groups<optim::SGD>(optim::SGDOptions{.lr = 0.05, .momentum = 0.9, .nesterov = true})},
      {"SGD, dampening",
       two_groups<optim::SGD>(optim::SGDOptions{.lr = 0.1, .momentum = 0.9, .dampening = 0.5})},
      {"RMSprop", two_groups<optim::RMSprop>(
                      optim::RMSpropOptions{.lr = 0.01, .momentum = 0.9, .centered = true})},
      {"Adam", two_groups<optim::Adam>(optim::AdamOptions{.lr = 0.01})},
      {"AdamW", two_groups<optim::AdamW>(optim::AdamOptions{.lr = 0.01})}};
  return all;
}

using MakeSchedule =
    std::function<std::unique_ptr<optim::LRScheduler>(optim::Optimizer&, std::int64_t steps)>;

// Schedules by step; "plateau" is one by epoch instead.
const std::map<std::string, MakeSchedule>& schedules() {
  static const std::map<std::string, MakeSchedule> all = {
      {"constant", [](auto& o, auto) { return std::make_unique<optim::ConstantLR>(o); }},
      {"cosine", [](auto& o, auto n) { return std::make_unique<optim::CosineLR>(o, n, 4); }},
      {"one cycle", [](auto& o, auto n) { return std::make_unique<optim::OneCycleLR>(o, 0.1, n); }},
      {"milestones",
       [](auto& o, auto) {
         return std::make_unique<optim::MultiStepLR>(o, std::vector<std::int64_t>{3, 12}, 0.3);
       }},
      {"plateau", [](auto& o, auto) { return std::make_unique<optim::ConstantLR>(o); }}};
  return all;
}

const TensorDataset& samples() {
  static const TensorDataset all(random_tensor({kSamples, kFeatures}, "x", gradus::float32),
                                 random_labels(kSamples, kClasses, "y"));
  return all;
}

std::vector<Tensor> of_rank(nn::Module& module, bool matrices) {
  std::vector<Tensor> found;
  for (const Tensor& parameter : module.parameters())
    if ((parameter.dim() > 1) == matrices) found.push_back(parameter);
  return found;
}

// All of a training run, and how it goes on.
struct Session {
  std::string schedule_name;
  DataLoader loader;
  Net net;
  std::unique_ptr<optim::Optimizer> optimizer;
  std::unique_ptr<optim::LRScheduler> schedule;
  optim::ReduceLROnPlateau plateau;
  Index step = 0, epochs = kEpochs;
  double epoch_loss = 0;

  Session(const std::string& optimizer_name, std::string its_schedule, const LoaderOptions& options,
          std::uint64_t seed)
      : schedule_name(std::move(its_schedule)),
        loader(samples(), options),
        optimizer((net.reset_parameters(seed),
                   optimizers().at(optimizer_name)(of_rank(net, true), of_rank(net, false)))),
        schedule(schedules().at(schedule_name)(*optimizer, kEpochs * loader.batches())),
        plateau(*optimizer, {.factor = 0.5, .patience = 0, .threshold = 0.5}) {}

  void train_until(Index last) {
    while (step < last) {
      const Index epoch = step / loader.batches();
      for (const auto& batch : loader.epoch(epoch, step % loader.batches())) {
        optimizer->zero_grad();
        const Tensor loss = nn::cross_entropy(net(batch.inputs), batch.targets);
        backward(loss);
        nn::clip_grad_norm_(optimizer->parameters(), 0.5);
        optimizer->step();
        epoch_loss += loss.item();
        if (schedule_name != "plateau") schedule->step();
        if (++step % loader.batches() == 0) {
          if (schedule_name == "plateau") plateau.step(epoch_loss);
          epoch_loss = 0;
        }
        if (step == last) return;
      }
    }
  }
  void train() { train_until(epochs * loader.batches()); }

  std::string save() {
    nn::Checkpoint checkpoint(
        net, *optimizer,
        {{"step", std::to_string(step)}, {"epoch_loss", nn::exact_text(epoch_loss)}});
    checkpoint.add("schedule", schedule->state_dict());
    checkpoint.add("plateau", plateau.state_dict());
    return checkpoint.bytes();
  }
  void resume(const std::string& bytes) {
    const nn::Checkpoint checkpoint = nn::Checkpoint::parse(bytes, "run");
    checkpoint.restore(net, *optimizer);
    step = nn::whole_number(checkpoint.note("step"), "step", 0, epochs * loader.batches());
    epoch_loss = nn::exact_number(checkpoint.note("epoch_loss"), "epoch_loss");
    if (schedule_name != "plateau") schedule->load_state_dict(checkpoint.state("schedule"));
    plateau.load_state_dict(checkpoint.state("plateau"));
  }

  // Every number that there is.
  std::vector<double> everything() {
    std::vector<double> all;
    for (const auto& state : {net.state_dict(), optimizer->state_dict(), plateau.state_dict()})
      for (const auto& [name, tensor] : state)
        for (double value : tensor.to_vector()) all.push_back(value);
    return all;
  }
};

}  // namespace

TEST(Resume, AfterAnyStepWithTheSameBits) {
  for (const auto& [optimizer, make_optimizer] : optimizers()) {
    for (const auto& [schedule, make_schedule] : schedules()) {
      for (const bool shuffle : {false, true}) {
        for (const int prefetch : {0, 2}) {
          const LoaderOptions options{.batch_size = kBatch,
                                      .shuffle = shuffle,
                                      .drop_last = prefetch == 0,
                                      .seed = 3,
                                      .prefetch = prefetch};
          Session whole(optimizer, schedule, options, 5);
          whole.train();
          const Index batches = whole.loader.batches();
          for (const Index stop : {Index{1}, batches - 1, batches, batches + 3, 2 * batches + 1}) {
            Session first(optimizer, schedule, options, 5),
                second(optimizer, schedule, options, 99);
            first.train_until(stop);
            second.train_until(2);  // it has a past of its own
            second.resume(first.save());
            second.train();
            EXPECT_EQ(second.everything(), whole.everything())
                << optimizer << ", " << schedule << ", shuffle " << shuffle << ", prefetch "
                << prefetch << ", stopped after step " << stop;
          }
        }
      }
    }
  }
}

TEST(Resume, ThePlateauIsReached) {
  // Otherwise the test above would say nothing of it.
  Session run("SGD", "plateau", {.batch_size = kBatch}, 5);
  const double before = run.optimizer->lr();
  run.train();
  EXPECT_LT(run.optimizer->lr(), before);
}

namespace {

// Bytes of memory that the system holds for this program; 0 where it does not tell.
double resident() {
#if defined(__linux__)
  std::ifstream file("/proc/self/statm");
  double size = 0, pages = 0;
  file >> size >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
#else
  return 0;
#endif
}

}  // namespace

TEST(Resume, AThousandStepsLeaveNoMemoryBehind) {
  for (const auto& [optimizer, make_optimizer] : optimizers()) {
    Session run(optimizer, "cosine", {.batch_size = kBatch, .shuffle = true, .prefetch = 2}, 5);
    run.train_until(10);
    const auto nodes = gradus::live_nodes();
    const auto bytes = gradus::memory_use(gradus::cpu).live;
    const double before = resident();
    const gradus::testing::Allocations allocations;
    run.train_until(1010);
    const double grown = resident() - before;
    const std::int64_t blocks = allocations.live_blocks();
    run.optimizer->zero_grad();  // the gradients of the tenth step were there, too
    EXPECT_LE(gradus::live_nodes(), nodes) << optimizer;
    EXPECT_LE(gradus::memory_use(gradus::cpu).live, bytes) << optimizer;
    // A sanitizer keeps what was freed for a while, and counts differently.
    if (gradus::testing::Allocations::counted()) {
      constexpr double kMost = 2 << 20;
      EXPECT_LE(blocks, 16) << optimizer;
      EXPECT_LE(grown, kMost) << optimizer;
    }
  }
}
