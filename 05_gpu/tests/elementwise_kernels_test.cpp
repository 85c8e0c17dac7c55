#include <gradus/gpu/device.h>
#include <gradus/gpu/elementwise.h>
#include <gradus/tensor_autograd/creation.h>
#include <gradus/tensor_autograd/math.h>
#include <gtest/gtest.h>

using gradus::Tensor;

TEST(ElementwiseKernels, First) {
  gradus::cuda::register_device();
  gradus::cuda::register_elementwise();
  const Tensor a = gradus::randn({33, 65}, gradus::RandomStream(1, "a")),
               b = gradus::randn({33, 1}, gradus::RandomStream(1, "b"));
  const Tensor c = sigmoid(a * b + 2.0);
  const Tensor d = sigmoid(to(a, gradus::gpu) * to(b, gradus::gpu) + 2.0);
  EXPECT_EQ(d.device(), gradus::gpu);
  EXPECT_EQ(c.to_vector(), to(d, gradus::cpu).to_vector());
}
