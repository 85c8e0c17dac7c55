#pragma once
#include <gradus/layers/dataset.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gradus::data {

/// Images of digits from a table.
struct DigitTable {
  Array images;                 ///< [N, height, width], uint8
  std::optional<Array> labels;  ///< [N], uint8; none in a table that is to be answered
};

/// Reads a table as in Kaggle's competition "Digit Recognizer": a header, label,pixel0,pixel1,...
/// (without `label` where the labels are to be found out), then a line for each image, all numbers
/// whole: labels from 0 to 9, pixels from 0 to 255, row by row. Images must be square.
/// @param text the whole file, unpacked
/// @param name how the file is called in messages
/// @throws Error naming the line and the column of what is wrong
DigitTable parse_digit_csv(std::string_view text, const std::string& name);

/// Reads a file with such a table, packed with gzip or not.
/// @throws Error naming the file
DigitTable read_digit_csv(const std::filesystem::path& path);

/// The images of a table as a data set. Without labels all of them are 0, and mean nothing.
/// @param normalization that of the images to learn from: ImageDataset::measure()
ImageDataset to_dataset(const DigitTable& table, const Normalization& normalization);

/// Writes answers for that competition: a header, ImageId,Label, then a line for each image,
/// numbered from 1. As a whole or not at all.
/// @param labels the class of each image
void write_submission(const std::filesystem::path& path, std::span<const Index> labels);

}  // namespace gradus::data
