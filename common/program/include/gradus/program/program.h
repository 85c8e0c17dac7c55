#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gradus {

/// The command line of a program: options are declared first, with the variables that hold their
/// defaults, and then read all at once by parse().
///
///     int epochs = 20;
///     cl.option("--epochs", epochs, "how often to go through the data");
///     cl.parse();
///
/// A wrong command line ends the program with exit status 2 and one line that names the flag, and
/// the nearest one if there is none of that name; --help shows all with their defaults.
class CommandLine {
 public:
  /// @param description what the program does, for --help
  CommandLine(int argc, char** argv, const std::string& description);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// An option with a value. `name` is "--epochs", or "-e,--epochs"; a name without dashes makes
  /// it a positional argument. The value of `variable` is the default; `help` says what it is.
  CommandLine& option(const std::string& name, int& variable, const std::string& help);
  CommandLine& option(const std::string& name, std::int64_t& variable, const std::string& help);
  CommandLine& option(const std::string& name, std::uint64_t& variable, const std::string& help);
  CommandLine& option(const std::string& name, float& variable, const std::string& help);
  CommandLine& option(const std::string& name, double& variable, const std::string& help);
  CommandLine& option(const std::string& name, std::string& variable, const std::string& help);
  CommandLine& option(const std::string& name, std::filesystem::path& variable,
                      const std::string& help);

  /// An option, `name`, that takes one of a few `words` into `variable`; `help` as above.
  CommandLine& choice(const std::string& name, std::string& variable,
                      const std::vector<std::string>& words, const std::string& help);

  /// A switch, `name`: `variable` turns true where it is given; `help` as above.
  CommandLine& flag(const std::string& name, bool& variable, const std::string& help);

  /// Reads the command line into the variables. Leaves the program's body when help was asked for
  /// or something is wrong.
  void parse();

  /// The program's name.
  const std::string& name() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

/// What CommandLine::parse throws to end the program: everything is said already.
struct ExitProgram {
  int status;  ///< the program's exit status
};

/// Runs a program's `body` and gives its exit status: 0; 1 after an Error or another exception,
/// printed as "name: message"; 2 after a wrong command line; 128 + the signal (130 for Ctrl-C)
/// after an interruption, which the body sees as interrupted(). `description` is for --help.
int run_program(int argc, char** argv, const std::string& description,
                const std::function<void(CommandLine&)>& body);

}  // namespace gradus
