// The windows of a small image: the matrix that im2col makes, and the view that copies nothing.
//   windows --rows 3 --columns 4 --kernel 2
#include <gradus/cnn/strided_convolution.h>
#include <gradus/program/program.h>

#include <cstdio>
#include <iostream>

namespace {

using namespace gradus;

struct Settings {
  Index rows = 3, columns = 4, kernel = 2, stride = 1, padding = 0;
};

void print_image(const ConvolutionSizes& sizes) {
  std::printf("image\n");
  for (Index row = 0; row < sizes.in[0]; ++row) {
    for (Index column = 0; column < sizes.in[1]; ++column)
      std::printf("%4d", static_cast<int>(row * sizes.in[1] + column + 1));
    std::printf("\n");
  }
}

// What the view holds: a line for each position of the window, a column for each output.
void print_matrix(const ConvolutionSizes& sizes, const Layout& view) {
  const Index padding = sizes.settings.padding[0], width = sizes.in[1] + 2 * padding;
  std::printf("\nwindows as a matrix: a line for each weight, a column for each output\n");
  for (Index y = 0; y < view.shape[2]; ++y)
    for (Index x = 0; x < view.shape[3]; ++x) {
      std::printf("weight [%d, %d]:", static_cast<int>(y), static_cast<int>(x));
      for (Index i = 0; i < view.shape[0]; ++i)
        for (Index j = 0; j < view.shape[1]; ++j) {
          const Index at = offset_of({i, j, y, x, 0}, view.strides);
          const Index row = at / width - padding, column = at % width - padding;
          const bool pixel = row >= 0 && row < sizes.in[0] && column >= 0 && column < sizes.in[1];
          std::printf("%4d", pixel ? static_cast<int>(row * sizes.in[1] + column + 1) : 0);
        }
      std::printf("\n");
    }
}

void print_view(const Layout& image, const Layout& view) {
  std::cout << "\nwindows as a view: [out rows, out columns, kernel rows, kernel columns, channels]"
            << "\nimage    sizes " << image.shape << ", strides " << image.strides
            << "\nwindows  sizes " << view.shape << ", strides " << view.strides << "\n"
            << view.numel() << " numbers to read, " << image.numel() << " in memory" << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(
      argc, argv, "Writes the windows of an image as a matrix and as a view.",
      [](CommandLine& command_line) {
        Settings settings;
        command_line.option("--rows", settings.rows, "of the image");
        command_line.option("--columns", settings.columns, "of the image");
        command_line.option("--kernel", settings.kernel, "rows and columns of the window");
        command_line.option("--stride", settings.stride, "how far the window moves");
        command_line.option("--padding", settings.padding, "zeros on either side");
        command_line.parse();
        const Index stride = settings.stride, padding = settings.padding;
        const ConvolutionSizes sizes =
            convolution_sizes("windows", {1, 1, settings.rows, settings.columns},
                              {1, 1, settings.kernel, settings.kernel},
                              {.stride = {stride, stride},
                               .padding = {padding, padding},
                               .padding_after = {padding, padding}});
        const Layout image = Layout::contiguous(
                         {settings.rows + 2 * padding, settings.columns + 2 * padding, 1}),
                     view = windows_of(image, sizes);
        print_image(sizes);
        print_matrix(sizes, view);
        std::fflush(stdout);
        print_view(image, view);
      });
}
