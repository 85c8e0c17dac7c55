// MNIST's files on disk: whole, packed or not, and damaged in the ways that happen.
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/mnist.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "file_bytes.h"

namespace fs = std::filesystem;
using gradus::data::load_mnist;
using gradus::data::Mnist;
using gradus::testing::gzip_bytes;
using gradus::testing::idx_bytes;

namespace {

// A folder with a tiny MNIST: images of 2 x 2 pixels, 3 to train on and 2 to test with.
class MnistFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    put("train-images-idx3-ubyte.gz",
        gzip_bytes(idx_bytes({3, 2, 2}, std::string("\0\0\0\0\xff\xff\xff\xff\0\0\xff\xff", 12))));
    put("train-labels-idx1-ubyte.gz", gzip_bytes(idx_bytes({3}, std::string("\0\1\2", 3))));
    put("t10k-images-idx3-ubyte.gz", gzip_bytes(idx_bytes({2, 2, 2}, std::string(8, '\0'))));
    put("t10k-labels-idx1-ubyte.gz", gzip_bytes(idx_bytes({2}, std::string("\x9\x8", 2))));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& bytes) {
    gradus::write_file(folder_ / name, bytes);
  }

  // The error, with the folder's name left out.
  std::string error() const {
    try {
      load_mnist(folder_);
    } catch (const gradus::Error& problem) {
      std::string text = problem.what();
      for (std::size_t at; (at = text.find(folder_.string())) != std::string::npos;)
        text.replace(at, folder_.string().size(), "D");
      return text;
    }
    return "no error";
  }

  fs::path folder_ =
      fs::path(::testing::TempDir()) / ("gradus-mnist-" + std::to_string(::getpid()));
};

}  // namespace

TEST_F(MnistFiles, AreRead) {
  const Mnist mnist = load_mnist(folder_);
  EXPECT_EQ(mnist.train.size(), 3);
  EXPECT_EQ(mnist.test.size(), 2);
  EXPECT_EQ(mnist.test.label(0), 9);
  EXPECT_DOUBLE_EQ(mnist.train.normalization().mean, 0.5);
  EXPECT_DOUBLE_EQ(mnist.train.normalization().stddev, 0.5);
  EXPECT_DOUBLE_EQ(mnist.test.normalization().mean, 0.5)
      << "test images are normalised by the training images' pixels";
}

TEST_F(MnistFiles, AreReadUnpacked) {
  fs::remove(folder_ / "train-labels-idx1-ubyte.gz");
  put("train-labels-idx1-ubyte", idx_bytes({3}, std::string("\3\3\3", 3)));
  EXPECT_EQ(load_mnist(folder_).train.label(1), 3);
}

TEST_F(MnistFiles, Missing) {
  fs::remove(folder_ / "t10k-labels-idx1-ubyte.gz");
  EXPECT_EQ(error(), "D: there is no t10k-labels-idx1-ubyte.gz; ./learn data mnist downloads it");
  fs::remove_all(folder_);
  EXPECT_EQ(error(), "D: there is no such folder; ./learn data mnist downloads the data");
  try {
    load_mnist("nowhere/fashion-mnist");
    ADD_FAILURE() << "a missing folder was read";
  } catch (const gradus::Error& missing) {
    EXPECT_STREQ(missing.what(),
                 "nowhere/fashion-mnist: there is no such folder; ./learn data fashion-mnist "
                 "downloads the data");
  }
}

TEST_F(MnistFiles, Mislabelled) {
  put("train-labels-idx1-ubyte.gz", gzip_bytes(idx_bytes({3, 2, 2}, std::string(12, '\0'))));
  EXPECT_EQ(error(), "D/train-labels-idx1-ubyte.gz: holds [3, 2, 2], which are no labels ([N])");
  put("train-images-idx3-ubyte.gz", gzip_bytes(idx_bytes({3}, std::string(3, '\0'))));
  EXPECT_EQ(error(),
            "D/train-images-idx3-ubyte.gz: holds [3], which are no images ([N, height, width])");
}

TEST_F(MnistFiles, CountsThatDiffer) {
  put("train-labels-idx1-ubyte.gz", gzip_bytes(idx_bytes({2}, std::string("\0\1", 2))));
  EXPECT_EQ(error(), "images: there are 3 images, but 2 labels");
}

TEST_F(MnistFiles, LabelsThatAreNoDigits) {
  put("t10k-labels-idx1-ubyte.gz", gzip_bytes(idx_bytes({2}, std::string("\1\x0a", 2))));
  EXPECT_EQ(error(), "images: label 10 of image 1 is not from 0 to 9");
}

TEST_F(MnistFiles, ImagesOfOtherSizes) {
  put("t10k-images-idx3-ubyte.gz", gzip_bytes(idx_bytes({2, 1, 3}, std::string(6, '\0'))));
  EXPECT_EQ(error(), "D: training images are 2 x 2, test images 1 x 3");
}

TEST_F(MnistFiles, Damaged) {
  const std::string whole = gzip_bytes(idx_bytes({3, 2, 2}, std::string(12, 'x')));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put("train-images-idx3-ubyte.gz", whole.substr(0, size));
    EXPECT_TRUE(error().starts_with("D/train-images-idx3-ubyte.gz: "))
        << size << " bytes: " << error();
  }
  for (std::size_t place = 11; place < whole.size(); ++place) {
    std::string other = whole;
    other[place] = static_cast<char>(other[place] ^ 0x10);
    put("train-images-idx3-ubyte.gz", other);
    EXPECT_TRUE(error().starts_with("D/train-images-idx3-ubyte.gz: "))
        << "byte " << place << ": " << error();
  }
}

TEST_F(MnistFiles, HeadersThatPromiseTerabytes) {
  put("train-images-idx3-ubyte.gz",
      gzip_bytes(idx_bytes({1u << 30, 1u << 10, 1u << 10}, std::string(12, 'x'))));
  EXPECT_EQ(error(),
            "D/train-images-idx3-ubyte.gz: its header promises more elements than the 12 bytes "
            "that follow; the file is "
            "cut off or damaged");
}
