// A step of an optimizer allocates nothing: all its memory is there from the beginning.
#include <gradus/testing/allocations.h>
#include <gtest/gtest.h>

#include "each_optimizer.h"
#include "support.h"

using gradus::Tensor;
using gradus::testing::Allocations;
using gradus::testing::one_of_each;
using gradus::testing::random_tensor;

TEST(OptimizerAllocations, AStepAllocatesNothing) {
  if (!Allocations::counted()) GTEST_SKIP() << "malloc is not counted in this build";
  for (const gradus::DType dtype : {gradus::float32, gradus::float64}) {
    std::vector<Tensor> parameters;
    for (const gradus::Shape& shape : {gradus::Shape{64, 32}, gradus::Shape{32}, gradus::Shape{}}) {
      parameters.push_back(random_tensor(shape, "p", dtype));
      parameters.back().requires_grad(true);
      parameters.back().set_grad(random_tensor(shape, "g", dtype));
    }
    for (const auto& [name, optimizer] : one_of_each(parameters)) {
      optimizer->step();
      const Allocations allocations;
      for (int i = 0; i < 10; ++i) optimizer->step();
      EXPECT_EQ(allocations.calls(), 0) << name;
    }
  }
}
