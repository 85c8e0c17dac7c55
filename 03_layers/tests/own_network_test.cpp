// The capstone's network on real handwriting, where there is some.
#include <gradus/layers/measuring.h>
#include <gradus/layers/mnist.h>
#include <gradus/layers/own_network.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

TEST(OwnNetwork, ReadsMnist) {
  const char* data = std::getenv("GRADUS_DATA");
  const std::filesystem::path folder = std::filesystem::path(data ? data : "") / "mnist";
  if (!data || !std::filesystem::exists(folder)) GTEST_SKIP() << "GRADUS_DATA has no mnist";
  const gradus::data::Mnist mnist = gradus::data::load_mnist(folder);
  for (std::uint64_t seed : {1, 2, 3}) {
    const auto network = gradus::nn::learn_to_read(mnist.train, seed);
    EXPECT_GE(gradus::nn::evaluate(*network, mnist.test).accuracy, 0.98) << "seed " << seed;
  }
}
