// Tables of digits as Kaggle has them: read, refused with line and column, and answered.
#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/digit_csv.h>
#include <gradus/tensor_autograd/tensor.h>
#include <gradus/testing/expect.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "file_bytes.h"

namespace fs = std::filesystem;
using gradus::Index;
using gradus::data::DigitTable;
using gradus::data::ImageDataset;
using gradus::data::parse_digit_csv;

namespace {

const std::string kHeader = "label,pixel0,pixel1,pixel2,pixel3\n";
const std::string kUnlabelled = "pixel0,pixel1,pixel2,pixel3\n";

std::string error_of(const std::string& text) {
  try {
    parse_digit_csv(text, "train.csv");
  } catch (const gradus::Error& error) {
    return error.what();
  }
  return "no error";
}

// A folder that goes when the test ends.
struct Folder {
  fs::path path = fs::path(::testing::TempDir()) / ("gradus-csv-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST(DigitCsv, IsRead) {
  const DigitTable table = parse_digit_csv(kHeader + "3,0,255,17,9\n0,1,2,3,4\n", "train.csv");
  EXPECT_EQ(to_string(table.images.shape()), "[2, 2, 2]");
  EXPECT_EQ(gradus::to_vector<double>(table.images),
            (std::vector<double>{0, 255, 17, 9, 1, 2, 3, 4}));
  ASSERT_TRUE(table.labels);
  EXPECT_EQ(gradus::to_vector<double>(*table.labels), (std::vector<double>{3, 0}));
}

TEST(DigitCsv, WithoutLabels) {
  const DigitTable table = parse_digit_csv(kUnlabelled + "0,255,17,9\n", "test.csv");
  EXPECT_EQ(to_string(table.images.shape()), "[1, 2, 2]");
  EXPECT_FALSE(table.labels);
  EXPECT_EQ(to_dataset(table, {}).label(0), 0);
}

TEST(DigitCsv, LinesMayEndAsOnWindowsOrNotAtAll) {
  for (const char* text : {"pixel0\r\n7\r\n8\r\n", "pixel0\n7\n8"})
    EXPECT_EQ(gradus::to_vector<double>(parse_digit_csv(text, "t").images),
              (std::vector<double>{7, 8}));
}

TEST(DigitCsv, HeadersThatAreWrong) {
  EXPECT_EQ(error_of(""), "train.csv: the file is empty");
  EXPECT_EQ(error_of("1,0,0,0,0\n"),
            "train.csv, line 1: the header is missing: it must begin with label,pixel0 or pixel0, "
            "not with '1,0,0,0,0'");
  EXPECT_EQ(error_of("label,pixel0,pixel2\n"),
            "train.csv, line 1, column 3 (pixel1): the column is called 'pixel2'");
  EXPECT_EQ(error_of("label,pixel0,pixel1\n"),
            "train.csv, line 1: there are columns for 2 pixels, which make no square image");
  EXPECT_EQ(error_of("label\n1\n"),
            "train.csv, line 1: there are columns for 0 pixels, which make no square image");
  EXPECT_EQ(error_of(kHeader), "train.csv: there is a header and no image");
  EXPECT_EQ(error_of("\x1f\x8b\x08 and so on, for more than twenty characters"),
            "train.csv, line 1: the header is missing: it must begin with label,pixel0 or pixel0, "
            "not with '??? and so on, for m...'");
}

TEST(DigitCsv, RowsThatAreWrong) {
  const std::string good = "3,0,255,17,9\n";
  EXPECT_EQ(error_of(kHeader + good + "3,0,255,17\n"),
            "train.csv, line 3: there are 4 columns, and 5 in the header");
  EXPECT_EQ(error_of(kHeader + good + "3,0,255,17,9,1\n"),
            "train.csv, line 3: there are more columns than the 5 of the header");
  EXPECT_EQ(error_of(kHeader + "3,0,256,17,9\n"),
            "train.csv, line 2, column 3 (pixel1): '256' is no whole number from 0 to 255");
  EXPECT_EQ(error_of(kHeader + "10,0,255,17,9\n"),
            "train.csv, line 2, column 1 (label): '10' is no whole number from 0 to 9");
  for (const std::string bad : {"", "-1", "1.5", " 1", "x", "1e2", "99999999999999999999999", "\""})
    EXPECT_TRUE(error_of(kHeader + good + good + "3,0,1," + bad + ",9\n")
                    .starts_with("train.csv, line 4, column 4 (pixel2): '"))
        << error_of(kHeader + good + good + "3,0,1," + bad + ",9\n");
  EXPECT_EQ(error_of(kHeader + "\n" + good),
            "train.csv, line 2, column 1 (label): '' is no whole number from 0 to 9");
  EXPECT_EQ(error_of(kUnlabelled + "0,255,17\n"),
            "train.csv, line 2: there are 3 columns, and 4 in the header");
  EXPECT_EQ(error_of(kHeader + "3,0,255,17,9,\n"),
            "train.csv, line 2: there are more columns than the 5 of the header");
}

TEST(DigitCsv, FilesPackedOrNot) {
  const Folder folder;
  const std::string text = kHeader + "3,0,255,17,9\n";
  gradus::write_file(folder.path / "train.csv", text);
  gradus::write_file(folder.path / "train.csv.gz", gradus::testing::gzip_bytes(text));
  for (const char* name : {"train.csv", "train.csv.gz"})
    EXPECT_EQ(gradus::data::read_digit_csv(folder.path / name).images.numel(), 4) << name;
  EXPECT_THROW(gradus::data::read_digit_csv(folder.path / "none.csv"), gradus::Error);
}

TEST(DigitCsv, ADataSetOfIt) {
  const DigitTable table = parse_digit_csv(kHeader + "3,0,255,255,0\n", "train.csv");
  const ImageDataset images = to_dataset(table, ImageDataset::measure(table.images));
  EXPECT_EQ(images.label(0), 3);
  EXPECT_EQ(images.classes(), 10);
  const std::vector<Index> first = {0};
  gradus::testing::expect_all("its pixels, normalised", images.batch(first).inputs.to_vector(),
                              std::vector<double>{-1, 1, 1, -1}, 1e-6);
}

TEST(DigitCsv, Submission) {
  const Folder folder;
  const std::vector<Index> labels = {3, 0, 9};
  gradus::data::write_submission(folder.path / "submission.csv", labels);
  EXPECT_EQ(gradus::read_file(folder.path / "submission.csv"), "ImageId,Label\n1,3\n2,0\n3,9\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()), 1)
      << "no temporary file is left";
}
