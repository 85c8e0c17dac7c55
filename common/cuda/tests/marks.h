#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace gradus::cuda_on_cpu {

// `wrong.cu:11`: where that file of the kernels has the comment `mark: name`.
inline std::string at(const std::string& file, const std::string& name) {
  const auto tests = std::filesystem::path(GRADUS_TEST_DATA).parent_path();
  std::ifstream in(tests / "kernels" / file);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::size_t mark = line.find("// mark: ");
    if (mark != std::string::npos && line.substr(mark + 9) == name)
      return file + ":" + std::to_string(number);
  }
  ADD_FAILURE() << file << " has no mark " << name;
  return "";
}

}  // namespace gradus::cuda_on_cpu
