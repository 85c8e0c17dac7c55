#include <gradus/gpu/device.h>
#include <gtest/gtest.h>

TEST(DeviceMemory, HasADescription) { EXPECT_NE(gradus::cuda::description(), ""); }
