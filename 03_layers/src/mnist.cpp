#include <gradus/common/error.h>
#include <gradus/layers/idx.h>
#include <gradus/layers/mnist.h>

#include <string>

namespace gradus::data {
namespace {

namespace fs = std::filesystem;

// The command that downloads a folder's data: Fashion-MNIST has files of the same names.
std::string download(const fs::path& folder) {
  const bool fashion = folder.string().find("fashion") != std::string::npos;
  return std::string("./learn data ") + (fashion ? "fashion-mnist" : "mnist");
}

Array read(const fs::path& folder, const std::string& stem, int rank) {
  fs::path path = folder / (stem + ".gz");
  if (!fs::exists(path)) path = folder / stem;
  if (!fs::exists(path))
    fail(folder.string(), ": there is no ", stem, ".gz; ", download(folder), " downloads it");
  Array array = read_idx(path);
  if (array.rank() != rank)
    fail(path.string(), ": holds ", array.shape(), ", which are no ",
         rank == 1 ? "labels ([N])" : "images ([N, height, width])");
  return array;
}

}  // namespace

Mnist load_mnist(const fs::path& folder) {
  if (!fs::is_directory(folder))
    fail(folder.string(), ": there is no such folder; ", download(folder), " downloads the data");
  constexpr Index kClasses = 10;
  Array images = read(folder, "train-images-idx3-ubyte", 3);
  Array labels = read(folder, "train-labels-idx1-ubyte", 1);
  const Normalization normalization = ImageDataset::measure(images);
  ImageDataset train(std::move(images), std::move(labels), kClasses, normalization);
  ImageDataset test(read(folder, "t10k-images-idx3-ubyte", 3),
                    read(folder, "t10k-labels-idx1-ubyte", 1), kClasses, normalization);
  if (test.height() != train.height() || test.width() != train.width())
    fail(folder.string(), ": training images are ", train.height(), " x ", train.width(),
         ", test images ", test.height(), " x ", test.width());
  return {std::move(train), std::move(test)};
}

}  // namespace gradus::data
