// Shows what augmentation does to digits, and how long it takes:
//   augment-digits --out build/augmented.svg
#include <gradus/cnn/augmented.h>
#include <gradus/common/plot.h>
#include <gradus/common/threads.h>
#include <gradus/layers/data_loader.h>
#include <gradus/layers/synthetic_digits.h>
#include <gradus/program/program.h>
#include <gradus/tensor_autograd/view_ops.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace gradus;

constexpr Index kDigits = 8;

Picture picture(const data::Batch& batch, Index sample, std::string label) {
  const Tensor image = select(select(batch.inputs, 0, sample), 0, 0);
  return {image.to_vector(), static_cast<int>(image.size(0)), static_cast<int>(image.size(1)), 1,
          std::move(label)};
}

double images_per_second(const data::Dataset& train) {
  const data::DataLoader loader(train, {.batch_size = 256, .shuffle = true});
  const auto start = std::chrono::steady_clock::now();
  Index count = 0;
  for (const data::Batch& batch : loader.epoch(0)) count += batch.size();
  return static_cast<double>(count) /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Shows what augmentation does to digits.", [](CommandLine& command_line) {
        std::uint64_t seed = 1;
        Index count = 5000;
        std::filesystem::path out;
        command_line.option("--seed", seed, "of the digits and of what is done to them");
        command_line.option("--count", count, "how many digits to measure the speed with");
        command_line.option("--out", out, "an SVG file for the picture");
        command_line.parse();

        // Pixels from 0 to 1: what is filled in, 0, is the digits' own ground.
        const data::ImageDataset digits = data::synthetic_digits(count, seed).with({});
        std::vector<Index> first(kDigits);
        std::iota(first.begin(), first.end(), Index{0});
        Gallery gallery("Eight digits, and what training sees of them", static_cast<int>(kDigits));
        std::printf("images a second, %d threads\n", num_threads());
        const auto show = [&](const char* name, const data::Augmented& train,
                              std::initializer_list<int> epochs) {
          for (const int epoch : epochs) {
            const data::Batch batch = train.training_batch(first, epoch);
            for (Index i = 0; i < kDigits; ++i)
              gallery.add(picture(batch, i, i == kDigits / 2 - 1 ? name : ""));
          }
          std::printf("%-28s %10.0f\n", name, images_per_second(train));
        };
        const data::RandomAffine affine(
            {.degrees = 15, .min_scale = 0.85, .max_scale = 1.15, .shear = 15});
        show("as they are", data::Augmented(digits, seed), {0});
        show("crop, padding 4", data::Augmented(digits, seed, data::RandomCrop(4)), {0});
        show("horizontal flip", data::Augmented(digits, seed, data::RandomHorizontalFlip()), {0});
        show("affine", data::Augmented(digits, seed, affine), {0});
        show("cutout, 10 pixels", data::Augmented(digits, seed, data::Cutout(10)), {0});
        show("affine, crop, cutout",
             data::Augmented(digits, seed, affine, data::RandomCrop(2), data::Cutout(8)),
             {0, 1, 2});
        if (!out.empty()) gallery.save(out);
      });
}
