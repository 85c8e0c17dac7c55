// This chapter's operations, walked through.
#include "operation_samples.h"
#include "operation_walk.h"

TEST(Operations, ConversionsPassTheGradientThroughInTheOtherDtype) {
  const Tensor x = Tensor::of({1.5, -2}, {2}, gradus::float32).requires_grad(true);
  const Tensor gradient =
      grad(to(x, gradus::float64), {x}, Tensor::of({0.25, 3}, {2}, gradus::float64))[0];
  EXPECT_EQ(gradient.dtype(), gradus::float32);
  EXPECT_EQ(gradient.to_vector(), Numbers({0.25, 3}));
}
