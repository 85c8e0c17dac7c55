#include <gradus/common/error.h>
#include <gradus/common/interrupt.h>
#include <gradus/program/program.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <sstream>
#include <string_view>

#include "nearest.h"

namespace gradus {
namespace {

std::string program_name(int argc, char** argv) {
  return argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "program";
}

template <class Number>
constexpr const char* kKind = "a number";
template <>
constexpr const char* kKind<int> = "a whole number";
template <>
constexpr const char* kKind<std::int64_t> = "a whole number";
template <>
constexpr const char* kKind<std::uint64_t> = "a whole number from 0 on";

template <class Number>
Number to_number(const std::string& flag, const std::string& text) {
  Number number{};
  bool whole = false, in_range = true;
  if constexpr (std::is_integral_v<Number>) {
    const char* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    in_range = error != std::errc::result_out_of_range;
    whole = in_range && error == std::errc() && end == last;
  } else {
    // Not from_chars, which not every C++20 library has for these.
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    number = static_cast<Number>(value);
    whole = !text.empty() && *end == '\0' && !std::isspace(static_cast<unsigned char>(text[0]));
    in_range = !whole || std::isinf(value) || std::isfinite(number);
  }
  if (!in_range) throw CLI::ValidationError(flag, "'" + text + "' is out of range");
  if (!whole)
    throw CLI::ValidationError(flag,
                               std::string("expected ") + kKind<Number> + ", not '" + text + "'");
  return number;
}

template <class Value>
std::string show(const Value& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

// The first name of an option, as the user types it.
std::string shown_name(const std::string& names) { return names.substr(names.rfind(',') + 1); }

}  // namespace

struct CommandLine::Parser {
  CLI::App app;
  std::string name;
  std::vector<std::string> arguments;
  bool parsed = false;

  explicit Parser(const std::string& description) : app(description) {}

  template <class Read>
  void add(const std::string& names, const std::string& shown_default, const std::string& kind,
           const std::string& help, Read read) {
    CLI::Option* option = app.add_option_function<std::string>(names, read, help);
    option->type_name(kind)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    if (!shown_default.empty()) option->default_str(shown_default);
  }

  template <class Number>
  void add_number(const std::string& names, Number& variable, const std::string& help) {
    add(names, show(variable), std::is_integral_v<Number> ? "N" : "X", help,
        [names, &variable](const std::string& text) {
          variable = to_number<Number>(shown_name(names), text);
        });
  }

  // All flags that a user could have meant.
  std::vector<std::string> flags() const {
    std::vector<std::string> all;
    for (const CLI::Option* option : app.get_options())
      for (const std::string& long_name : option->get_lnames()) all.push_back("--" + long_name);
    return all;
  }

  std::string what_is_wrong(const CLI::ParseError& error) const {
    if (const auto* extras = dynamic_cast<const CLI::ExtrasError*>(&error)) {
      for (const std::string& argument : app.remaining()) {
        const std::string flag = argument.substr(0, argument.find('='));
        if (!flag.starts_with("-")) return "unexpected argument '" + argument + "'";
        const std::string meant = nearest(flag, flags());
        return "unknown flag " + flag +
               (meant.empty() ? "; see " + name + " --help" : "; did you mean " + meant + "?");
      }
      return extras->what();
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
      const std::string text = error.what();
      return text.substr(0, text.find(':')) + ": a value is missing";
    }
    return error.what();
  }
};

CommandLine::CommandLine(int argc, char** argv, const std::string& description)
    : parser_(std::make_unique<Parser>(description)) {
  parser_->name = program_name(argc, argv);
  parser_->app.name(parser_->name);
  parser_->app.set_help_flag("-h,--help", "show this help");
  for (int i = argc - 1; i > 0; --i) parser_->arguments.emplace_back(argv[i]);
}

CommandLine::~CommandLine() = default;

const std::string& CommandLine::name() const { return parser_->name; }

CommandLine& CommandLine::option(const std::string& names, int& variable, const std::string& help) {
  return parser_->add_number(names, variable, help), *this;
}
CommandLine& CommandLine::option(const std::string& names, std::int64_t& variable,
                                 const std::string& help) {
  return parser_->add_number(names, variable, help), *this;
}
CommandLine& CommandLine::option(const std::string& names, std::uint64_t& variable,
                                 const std::string& help) {
  return parser_->add_number(names, variable, help), *this;
}
CommandLine& CommandLine::option(const std::string& names, float& variable,
                                 const std::string& help) {
  return parser_->add_number(names, variable, help), *this;
}
CommandLine& CommandLine::option(const std::string& names, double& variable,
                                 const std::string& help) {
  return parser_->add_number(names, variable, help), *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& variable,
                                 const std::string& help) {
  parser_->add(names, variable, "TEXT", help, [&](const std::string& text) { variable = text; });
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::filesystem::path& variable,
                                 const std::string& help) {
  parser_->add(names, variable.string(), "FILE", help,
               [&](const std::string& text) { variable = text; });
  return *this;
}

CommandLine& CommandLine::choice(const std::string& names, std::string& variable,
                                 const std::vector<std::string>& words, const std::string& help) {
  std::string kind;
  for (const std::string& word : words) kind += (kind.empty() ? "" : "|") + word;
  parser_->add(names, variable, kind, help, [&variable, words, names](const std::string& text) {
    if (std::find(words.begin(), words.end(), text) == words.end()) {
      std::string all;
      for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
      throw CLI::ValidationError(shown_name(names),
                                 "expected one of " + all + ", not '" + text + "'");
    }
    variable = text;
  });
  return *this;
}

CommandLine& CommandLine::flag(const std::string& names, bool& variable, const std::string& help) {
  return parser_->app.add_flag(names, variable, help), *this;
}

void CommandLine::parse() {
  parser_->parsed = true;
  try {
    parser_->app.parse(parser_->arguments);
  } catch (const CLI::CallForHelp&) {
    std::cout << parser_->app.help() << std::flush;
    throw ExitProgram{0};
  } catch (const CLI::ParseError& error) {
    std::cerr << parser_->name << ": " << parser_->what_is_wrong(error) << std::endl;
    throw ExitProgram{2};
  }
}

int run_program(int argc, char** argv, const std::string& description,
                const std::function<void(CommandLine&)>& body) {
  const std::string name = program_name(argc, argv);
  const auto say = [&](const std::string& message, int status) {
    std::cout.flush();
    std::cerr << name << ": " << message << std::endl;
    return status;
  };
  catch_interrupts();
  int status = 0;
  try {
    CommandLine command_line(argc, argv, description);
    body(command_line);
    if (!std::cout.flush()) status = say("cannot write to the standard output", 1);
  } catch (const ExitProgram& exit) {
    status = exit.status;
  } catch (const std::bad_alloc&) {
    status = say("out of memory", 1);
  } catch (const std::exception& error) {
    status = say(error.what(), 1);
  }
  return interrupted() ? say("interrupted", 128 + interrupt_signal()) : status;
}

}  // namespace gradus
