#include <gradus/common/error.h>
#include <gradus/common/files.h>
#include <gradus/layers/adam.h>
#include <gradus/layers/checkpoint.h>
#include <gradus/layers/cross_entropy.h>
#include <gradus/layers/exact_text.h>
#include <gradus/layers/linear.h>
#include <gradus/layers/schedule.h>
#include <gradus/layers/sgd.h>
#include <gradus/layers/training.h>
#include <gradus/tensor_autograd/view_ops.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "support.h"

using gradus::Index;
using gradus::Tensor;
using gradus::nn::Checkpoint;
using gradus::nn::Linear;
using gradus::nn::parse_safetensors;
using gradus::nn::SafeTensors;
using gradus::nn::to_safetensors;
using gradus::testing::expect;
using gradus::testing::expect_all;
using gradus::testing::random_labels;
using gradus::testing::random_tensor;
using Names = std::vector<std::string>;

namespace {

// A number in eight bytes, the least significant first.
std::string eight_bytes(std::uint64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(number >> 8 * i & 255));
  return bytes;
}

// A safetensors file from its parts.
std::string file_of(std::string header, const std::string& elements) {
  return eight_bytes(header.size()) + header + elements;
}

// The header's entry of a tensor of bytes.
std::string entry(const std::string& name, int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + std::to_string(end - begin) +
         "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

// Why a file was refused: "" when it was not, "other: ..." when something else than Error came.
std::string refusal(const std::string& bytes) {
  try {
    parse_safetensors(bytes, "file");
  } catch (const gradus::Error& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("other: ") + error.what();
  }
  return "";
}

bool refused(const std::string& bytes) { return refusal(bytes).starts_with("file: "); }

std::vector<double> codes(const std::string& bytes) {
  std::vector<double> result;
  for (char byte : bytes) result.push_back(static_cast<unsigned char>(byte));
  return result;
}

Names names_of(const SafeTensors& content) {
  Names names;
  for (const auto& [name, tensor] : content.tensors) names.push_back(name);
  return names;
}

std::string joined(const Names& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// A folder that goes when the test ends.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("gradus-saving-test-" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

// A network with a buffer, as normalisation layers have one.
struct Net : gradus::nn::Module {
  Linear& fc1 = register_module("fc1", Linear(5, 7));
  Linear& fc2 = register_module("fc2", Linear(7, 3));
  Tensor& seen = register_buffer("seen", gradus::zeros({1}));
  Tensor forward(const Tensor& x) override {
    seen.data<float>()[0] += 1;
    return fc2(relu(fc1(x)));
  }
};

// A run: batch i of the training is a function of i.
template <class Optimizer>
struct Run {
  Net net;
  Optimizer optimizer;
  gradus::optim::OneCycleLR schedule;
  gradus::nn::Trainer trainer;

  template <class Options>
  Run(std::uint64_t seed, const Options& options)
      : optimizer((net.reset_parameters(seed), net.parameters()), options),
        schedule(optimizer, 0.1, 20),
        trainer(net, optimizer, gradus::nn::cross_entropy) {}

  void train(int from, int to) {
    for (int i = from; i < to; ++i) {
      const std::string name = std::to_string(i);
      trainer.step(random_tensor({4, 5}, "x" + name, gradus::float32),
                   random_labels(4, 3, "y" + name));
      schedule.step();
    }
  }
};
using SgdRun = Run<gradus::optim::SGD>;
using AdamRun = Run<gradus::optim::AdamW>;
constexpr gradus::optim::SGDOptions kSgd{.lr = 0.1, .momentum = 0.9};

}  // namespace

TEST(Saving, BytesOfASmallFile) {
  const SafeTensors content{.tensors = {{"x", Tensor::of({1, 2}, {2}, gradus::uint8)}},
                            .metadata = {}};
  std::string header = R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  header.resize(56, ' ');  // a multiple of 8
  const std::string bytes = to_safetensors(content);
  const std::string length = bytes.substr(0, 8), all = eight_bytes(header.size());
  expect_all("the first eight bytes of a file with a header of 56", codes(length), codes(all))
      .if_equal(codes(std::string(all.rbegin(), all.rend())),
                "the most significant byte came first")
      .if_true(length == eight_bytes(8 + header.size()) ||
                   length == eight_bytes(8 + header.size() + 2) ||
                   length == eight_bytes(header.size() + 2),
               "the length is that of the header alone: not of itself, not of the elements")
      .if_true(length == header.substr(0, 8),
               "the file begins with the header; its length must come before it")
      .if_true(length.substr(0, 4) == all.substr(0, 4), "the length takes eight bytes, not four");
  if (length != all) return;
  EXPECT_EQ(bytes.substr(8, 56), header);
  expect_all("the bytes after the header", codes(bytes.substr(64)), std::vector<double>{1, 2})
      .if_true(bytes.size() == 64, "the file ends after its header: the elements are missing");
}

TEST(Saving, EachTensorLiesWhereTheHeaderSays) {
  // In the file, larger elements come first: b, a.
  const SafeTensors content{.tensors = {{"a", Tensor::of({7, 8, 9}, {3}, gradus::uint8)},
                                        {"b", Tensor::of({1.5, -2.5}, {2}, gradus::float64)}},
                            .metadata = {}};
  const std::string bytes = to_safetensors(content);
  const auto number = [](double value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  };
  const std::string b = number(1.5) + number(-2.5), a = "\7\10\11";
  ASSERT_GE(bytes.size(), 19U);
  const std::string last = bytes.substr(bytes.size() - 19);
  expect_all("the elements of b (float64), then of a (uint8)", codes(last), codes(b + a))
      .if_equal(codes(a + b),
                "the items were put into another order than that of the header's places");
}

TEST(Saving, ReadingGivesBackWhatWasWritten) {
  SafeTensors content;
  content.tensors["half way"] = random_tensor({3, 4}, "a");
  content.tensors["none"] = gradus::zeros({2, 0, 3});
  content.tensors["number"] = Tensor(2.5);
  content.tensors["name with \"quotes\", \n and \xc3\xbc"] = gradus::ones({1});
  content.tensors["view"] = t(random_tensor({3, 4}, "b", gradus::float32));
  content.tensors["labels"] = random_labels(9, 200, "c");
  content.tensors["bytes"] = Tensor::of({0, 1, 255}, {3}, gradus::uint8);
  content.tensors["truths"] = Tensor::of({1, 0, 1, 1, 0}, {5}, gradus::bool_);
  content.metadata = {{"epoch", "3"}, {"a \"quoted\" name", "line\nnext, \xc3\xa9"}};
  const SafeTensors read = parse_safetensors(to_safetensors(content), "file");
  EXPECT_EQ(read.metadata, content.metadata);
  ASSERT_EQ(joined(names_of(read)), joined(names_of(content)));
  for (const auto& [name, tensor] : content.tensors) {
    EXPECT_EQ(to_string(read.tensors.at(name).shape()), to_string(tensor.shape())) << name;
    EXPECT_TRUE(read.tensors.at(name).dtype() == tensor.dtype()) << name;
    EXPECT_EQ(read.tensors.at(name).to_vector(), tensor.to_vector()) << name;
  }
  EXPECT_EQ(names_of(parse_safetensors(to_safetensors({}), "file")), Names{});
}

TEST(Saving, HeadersOfAnyLengthAreRead) {
  for (std::size_t length : {64, 127, 128, 200, 255, 256, 65'000}) {
    std::string header = "{" + entry("x", 0, 3) + "}";
    header.resize(length, ' ');
    const std::string why = refusal(file_of(header, "abc"));
    EXPECT_EQ(why, "")
        << "the header has " << length << " bytes"
        << (length % 256 < 128 && length < 256
                ? ""
                : "; was a byte from 128 up taken for a negative number, or only the "
                  "first byte read?");
    if (!why.empty()) return;
  }
}

TEST(Saving, TheLengthOfTheHeaderIsNotBelieved) {
  const std::string header = "{" + entry("x", 0, 3) + "}", rest = header + "abc";
  ASSERT_EQ(refusal(eight_bytes(header.size()) + rest), "");
  for (std::uint64_t promised :
       {std::uint64_t{rest.size() + 1}, std::uint64_t{1} << 30, ~std::uint64_t{0}}) {
    const std::string why = refusal(eight_bytes(promised) + rest);
    ASSERT_TRUE(why.starts_with("file: "))
        << "a header of " << promised << " bytes is promised, " << rest.size()
        << " bytes follow. Likely cause: the promise was believed (" << why << ")";
  }
}

TEST(Saving, TensorsFillTheFileWithoutGapOrOverlap) {
  ASSERT_EQ(refusal(file_of("{" + entry("b", 2, 5) + "," + entry("a", 0, 2) + "}", "abcde")), "");
  EXPECT_TRUE(refused(file_of("{" + entry("a", 0, 2) + "," + entry("b", 3, 5) + "}", "abcde")))
      << "a has bytes 0 and 1, b has 3 and 4: byte 2 belongs to no tensor";
  EXPECT_TRUE(refused(file_of("{" + entry("a", 1, 5) + "}", "abcde")))
      << "a, the first tensor, begins at byte 1: byte 0 belongs to no tensor";
  EXPECT_TRUE(refused(file_of("{" + entry("a", 0, 3) + "," + entry("b", 2, 5) + "}", "abcde")))
      << "byte 2 belongs to two tensors: they overlap";
  EXPECT_TRUE(refused(file_of("{" + entry("a", 0, 2) + "}", "abcde")))
      << "the bytes after the last tensor belong to none: something may be hidden there";
}

TEST(Saving, FilesThatAreWrong) {
  EXPECT_EQ(refusal("1234567"), "file: has 7 bytes, too few for safetensors");
  EXPECT_EQ(refusal(file_of("[]", "")), "file: the header is no JSON object");
  EXPECT_TRUE(refusal(file_of("{\"x\":", "")).starts_with("file: the header is no valid JSON:"));
  EXPECT_TRUE(refusal(file_of("", "")).starts_with("file: the header is no valid JSON:"));
  EXPECT_EQ(refusal(file_of(std::string(100'000, '['), "")),
            "file: the header is nested too deeply");
  EXPECT_EQ(refusal(file_of(R"({"__metadata__":{"a":1}})", "")),
            "file: __metadata__ must hold texts; a is none");
  EXPECT_EQ(refusal(file_of(R"({"__metadata__":7})", "")), "file: __metadata__ must be an object");
  EXPECT_EQ(refusal(file_of(R"({"x":7})", "")),
            "file: tensor x: needs exactly dtype, shape and data_offsets");
  const auto tensor = [](const std::string& inside) {
    return refusal(file_of("{\"x\":{" + inside + "}}", "aaaaaaaa"));
  };
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8])"), "");
  EXPECT_EQ(tensor(R"("dtype":"F31","shape":[2],"data_offsets":[0,8])"),
            "file: tensor x: dtype \"F31\" is not known here");
  EXPECT_EQ(tensor(R"("dtype":31,"shape":[2],"data_offsets":[0,8])"),
            "file: tensor x: dtype 31 is not known here");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])"),
            "file: tensor x: [3] float32 does not fill 8 bytes");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,16])"),
            "file: tensor x: lies at 0 to 16, but the file has 8 bytes of data");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[-8,0])"),
            "file: tensor x: -8 is no whole number from 0 up");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"),
            "file: tensor x: lies at 8 to 0, but the file has 8 bytes of data");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"),
            "file: tensor x: -2 is no whole number from 0 up");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[1e3],"data_offsets":[0,8])"),
            "file: tensor x: 1000.0 is no whole number from 0 up");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[1099511627776],"data_offsets":[0,8])"),
            "file: tensor x: [1099511627776] float32 does not fill 8 bytes");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8])"),
            "file: tensor x: the shape [4294967296,4294967296,4] is too large");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8])"),
            "file: tensor x: the shape must be a list of at most 8 numbers");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2])"),
            "file: tensor x: needs exactly dtype, shape and data_offsets");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0])"),
            "file: tensor x: data_offsets must be two numbers");
  EXPECT_EQ(tensor(R"("dtype":"BOOL","shape":[8],"data_offsets":[0,8])"),
            "file: tensor x is of BOOL and holds other bytes than 0 and 1");
  EXPECT_EQ(tensor(R"("dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8])"),
            "file: the name \"shape\" stands in the header twice");
  EXPECT_EQ(refusal(file_of("{" + entry("x", 0, 2) + "," + entry("x", 2, 4) + "}", "abcd")),
            "file: the name \"x\" stands in the header twice");
}

TEST(Saving, FilesCutOffOrChangedDoNoHarm) {
  SafeTensors content{.tensors = {{"a", random_tensor({2, 3}, "a")},
                                  {"b", random_tensor({4}, "b", gradus::float32)}},
                      .metadata = {{"epoch", "3"}}};
  const std::string whole = to_safetensors(content);
  for (std::size_t length = 0; length < whole.size(); ++length)
    ASSERT_TRUE(refused(whole.substr(0, length))) << "cut off after " << length << " bytes";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      const std::string why = refusal(changed);
      ASSERT_TRUE(why.empty() || why.starts_with("file: ")) << "byte " << i << ": " << why;
    }
  }
}

TEST(Saving, Files) {
  const Folder folder;
  const auto path = folder.path / "deeper" / "x.safetensors";
  gradus::nn::save_safetensors(path, {.tensors = {{"x", Tensor::of({1, 2}, {2})}}, .metadata = {}});
  EXPECT_EQ(gradus::nn::load_safetensors(path).tensors.at("x").to_vector(),
            (std::vector<double>{1, 2}));
  EXPECT_THROW(gradus::nn::load_safetensors(folder.path / "missing"), gradus::Error);
}

TEST(Saving, ACheckpointHoldsAllThatTrainingNeeds) {
  const Folder folder;
  SgdRun run(1, kSgd);
  run.train(0, 2);
  Checkpoint(run.net, run.optimizer, {{"epoch", "2"}}).save(folder.path / "run");
  const SafeTensors content = gradus::nn::load_safetensors(folder.path / "run");
  const Names parameters = {"model.fc1.bias", "model.fc1.weight", "model.fc2.bias",
                            "model.fc2.weight"};
  const auto has = [&](const std::string& name) { return content.tensors.contains(name); };
  const bool all_parameters = std::ranges::all_of(parameters, has);
  EXPECT_TRUE(all_parameters) << "the checkpoint holds " << joined(names_of(content)) << ", not "
                              << joined(parameters)
                              << (std::ranges::none_of(parameters, has)
                                      ? ": the network itself was not saved"
                                      : "");
  EXPECT_TRUE(has("model.seen") || !all_parameters)
      << "the buffer 'seen' is not there. Likely cause: only the parameters were saved; buffers "
         "belong to a model's state, too";
  for (const std::string number : {"0", "1", "2", "3"})
    EXPECT_TRUE(has("optimizer." + number + ".momentum") || !all_parameters)
        << (has("model." + number + ".momentum")
                ? "the optimizer's tensors were saved among the model's: each needs its own prefix"
                : "the velocity of parameter " + number +
                      " is not there: training would go on as if standing still");
}

TEST(Saving, AResumedRunIsTheSameBitByBit) {
  const Folder folder;
  const auto resume = [&]<class R>(R whole, R other, const std::string& what) {
    whole->train(0, 6);
    Checkpoint(whole->net, whole->optimizer, {{"step", "6"}}).save(folder.path / "run");
    whole->train(6, 12);
    other->train(0, 1);
    const Checkpoint checkpoint = Checkpoint::load(folder.path / "run");
    EXPECT_EQ(checkpoint.note("step"), "6");
    try {
      checkpoint.restore(other->net, other->optimizer);
    } catch (const gradus::Error& error) {
      FAIL() << what << " cannot resume: " << error.what();
    }
    other->schedule.go_to(6);
    other->train(6, 12);
    for (const auto& [name, tensor] : whole->net.state_dict())
      EXPECT_EQ(other->net.state_dict().at(name).to_vector(), tensor.to_vector())
          << what << ": " << name << " of the resumed run is not that of the whole run";
  };
  SgdRun one(1, kSgd), two(2, kSgd);
  resume(&one, &two, "SGD");
  const gradus::optim::AdamOptions options{.lr = 0.1, .weight_decay = 0.01};
  AdamRun three(1, options), four(2, options);
  resume(&three, &four, "AdamW");
}

TEST(Saving, ACheckpointStaysAsItWas) {
  SgdRun run(1, kSgd);
  run.train(0, 2);
  const std::vector<double> then = run.net.fc1.weight.to_vector();
  const Checkpoint checkpoint(run.net, run.optimizer, {});
  run.train(2, 4);
  ASSERT_NE(run.net.fc1.weight.to_vector(), then);
  checkpoint.restore(run.net, run.optimizer);
  EXPECT_EQ(run.net.fc1.weight.to_vector(), then)
      << "the checkpoint went on with the training; it must hold copies";
}

TEST(Saving, CheckpointsOfSomethingElse) {
  const Folder folder;
  gradus::nn::save_safetensors(folder.path / "weights",
                               {.tensors = {{"x", Tensor(1.0)}}, .metadata = {}});
  try {
    Checkpoint::load(folder.path / "weights");
    ADD_FAILURE() << "any safetensors file is taken for a checkpoint";
  } catch (const gradus::Error& error) {
    EXPECT_NE(std::string(error.what()).find("is no checkpoint"), std::string::npos);
  }
  SgdRun run(1, kSgd);
  const Checkpoint checkpoint(run.net, run.optimizer, {{"epoch", "1"}});
  EXPECT_THROW(checkpoint.note("seed"), gradus::Error);
  Linear other(5, 7);
  EXPECT_THROW(checkpoint.restore(other, run.optimizer), gradus::Error);
}

TEST(Saving, ACheckpointThatDoesNotFitChangesNothing) {
  SgdRun saved(1, kSgd), here(2, kSgd);
  saved.train(0, 2);
  here.train(0, 3);
  const Checkpoint checkpoint(saved.net, saved.optimizer, {});
  const auto numbers = [](const gradus::nn::StateDict& state) {
    std::vector<std::vector<double>> all;
    for (const auto& [name, tensor] : state) all.push_back(tensor.to_vector());
    return all;
  };
  const auto model = numbers(here.net.state_dict()),
             optimizer = numbers(here.optimizer.state_dict());
  gradus::optim::AdamW other_optimizer(here.net.parameters());
  EXPECT_THROW(checkpoint.restore(here.net, other_optimizer), gradus::Error);
  EXPECT_EQ(numbers(here.net.state_dict()), model)
      << "the optimizer's part did not fit, and the network was changed all the same";
  Linear other_model(5, 7);
  EXPECT_THROW(checkpoint.restore(other_model, here.optimizer), gradus::Error);
  EXPECT_EQ(numbers(here.optimizer.state_dict()), optimizer)
      << "the network's part did not fit, and the optimizer was changed all the same";
}

TEST(Saving, NumbersAsExactText) {
  using Limits = std::numeric_limits<double>;
  for (double number : {0.0, 0.1, -1e-300, 1e300, Limits::denorm_min(), Limits::max()})
    EXPECT_EQ(gradus::nn::exact_number(gradus::nn::exact_text(number), "lr"), number);
  EXPECT_EQ(gradus::nn::exact_text(3), "0x1.8p+1");
  for (const std::string text : {"", "x", "1 2", "0x1p+"})
    EXPECT_THROW(gradus::nn::exact_number(text, "lr"), gradus::Error) << text;
}
