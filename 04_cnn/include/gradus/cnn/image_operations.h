#pragma once
#include <gradus/tensor_autograd/shape.h>

/// What can be done to one image. Its numbers lie channel by channel, each row by row; `from` and
/// `to` must not overlap.
namespace gradus::data {

/// The size of an image.
struct ImageSize {
  Index channels = 1;  ///< numbers a pixel
  Index height = 0;    ///< rows
  Index width = 0;     ///< columns
  /// How many numbers an image has.
  Index numel() const { return channels * height * width; }
};

/// The image moved by whole pixels: to[c, y, x] = from[c, y - down, x - right], and `fill` where
/// that lies outside. The kept pixels are copied exactly.
/// @param from,to images of this size
/// @param down,right how far; negative is up and to the left
void shift(const float* from, float* to, const ImageSize& size, Index down, Index right,
           float fill = 0);

/// The image as in a mirror: to[c, y, x] = from[c, y, width - 1 - x].
/// @param from,to images of this size
void mirror(const float* from, float* to, const ImageSize& size);

/// A motion of the plane, p -> matrix p + offset, where p = (y, x) is measured from the centre of
/// the image, ((height - 1) / 2, (width - 1) / 2).
struct AffineMap {
  double matrix[2][2] = {{1, 0}, {0, 1}};  ///< [0] gives y, [1] gives x
  double offset[2] = {0, 0};               ///< down and to the right, in pixels

  /// Turns counter-clockwise, stretches, slants, then moves.
  /// @param degrees the angle; multiples of 90 are exact
  /// @param scale above 1 makes the picture larger
  /// @param shear degrees by which upright lines lean to the right
  /// @param down,right in pixels
  static AffineMap of(double degrees, double scale = 1, double shear = 0, double down = 0,
                      double right = 0);

  /// Where the point (y, x) goes.
  struct Point {
    double y, x;
  };
  Point operator()(double y, double x) const {
    return {matrix[0][0] * y + matrix[0][1] * x + offset[0],
            matrix[1][0] * y + matrix[1][1] * x + offset[1]};
  }
  /// The motion back. @throws Error when the map flattens the plane
  AffineMap inverse() const;
};

/// The image at a place between its pixels: for y = i + a, x = j + b with whole i, j,
/// (1 - a)(1 - b) p[i, j] + (1 - a) b p[i, j + 1] + a (1 - b) p[i + 1, j] + a b p[i + 1, j + 1].
/// Pixels outside of the image are `fill`.
/// @param plane one channel
/// @param size of the image; its channels do not matter
float bilinear(const float* plane, const ImageSize& size, double y, double x, float fill);

/// The image after a motion: what was at p is now at motion(p). Between pixels: bilinear().
/// @param from,to images of this size
/// @param fill what stands outside of the image
void warp(const float* from, float* to, const ImageSize& size, const AffineMap& motion,
          float fill = 0);

/// Overwrites a square of `length` x `length` pixels with `fill`, in every channel. It begins
/// length / 2 (rounded down) pixels above and left of its middle; what lies outside is cut off.
/// @param image of this size
/// @param row,column the square's middle
void cut_out(float* image, const ImageSize& size, Index row, Index column, Index length,
             float fill = 0);

}  // namespace gradus::data
