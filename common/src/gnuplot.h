#pragma once
#include <gradus/common/function_ref.h>
#include <filesystem>
#include <string>

namespace gradus {

/// A gnuplot string literal.
std::string gnuplot_quote(const std::string& text);

/// A number as gnuplot reads it; NaN, which it leaves out, for what is not finite.
std::string gnuplot_number(double value);

/// The first lines of every script: terminal, output, fonts.
std::string gnuplot_header(int width, int height, const std::filesystem::path& output);

/// Runs the script that `script` gives for a temporary output file, and puts the picture where it
/// belongs once it is whole.
/// @throws Error if gnuplot is missing or reports an error, or the file cannot be written
void gnuplot_save(const std::filesystem::path& path,
                  const FunctionRef<std::string(const std::filesystem::path&)>& script);

}  // namespace gradus
