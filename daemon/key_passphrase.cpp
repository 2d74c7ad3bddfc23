#include "daemon/key_passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace lianxiao::daemon {
namespace {

constexpr std::int64_t kMostFileBytes = 4096;
constexpr std::size_t kMostTyped = 2048;
constexpr int kTries = 3;
constexpr const char* kCredential = "lianxiao-key-passphrase";

constexpr char kCtrlC = 3;  // Comes as a character while typing is hidden, so that what is shown comes back.

enum class Typing { kShown, kHidden };

// The terminal itself, whatever standard input is; what is typed is hidden, if so wished, until this ends.
// Lines that were typed or pasted before they are asked for are kept (TCSADRAIN): each question is a Terminal
// of its own, and throwing away what has come between two of them would leave a person in front of a silent
// prompt.
class Terminal {
 public:
  explicit Terminal(Typing typing) : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    there_ = fd_ >= 0 && ::tcgetattr(fd_, &before_) == 0;
    if (!there_ || typing == Typing::kShown) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    quiet.c_cc[VEOL] = kCtrlC;
    changed_ = ::tcsetattr(fd_, TCSADRAIN, &quiet) == 0;
    there_ = changed_;
  }
  ~Terminal() {
    if (changed_) ::tcsetattr(fd_, TCSADRAIN, &before_);
    if (fd_ >= 0) ::close(fd_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool IsThere() const { return there_; }

  Result<SecretBytes> Ask(const std::string& question) const {
    Show(question + " ");
    std::string line;
    line.reserve(kMostTyped);  // Never moved, so that no copy of a secret stays behind.
    char c = 0;
    while (line.size() < kMostTyped && ::read(fd_, &c, 1) == 1 && c != '\n' && c != kCtrlC) line += c;
    Show("\n");
    if (c == kCtrlC) return Fail(ErrorCode::kRefused, "keys.cancelled: by Ctrl-C");
    return SecretBytes(std::move(line));
  }
  void Show(const std::string& text) const {
    [[maybe_unused]] const auto shown = ::write(fd_, text.data(), text.size());
  }

 private:
  int fd_;
  termios before_{};
  bool there_ = false, changed_ = false;
};

tl::unexpected<Error> NoTerminal() {
  return Fail(ErrorCode::kRefused, "keys.no_terminal: there is no terminal to type a passphrase at");
}

}  // namespace

Result<SecretBytes> ReadPassphraseFile(storage::Disk& disk, const std::string& path) {
  auto read = storage::ReadWhole(disk, path, kMostFileBytes);
  if (!read) return Fail(read.error());
  const SecretBytes text(*std::move(read));
  auto line = text.View();
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (auto good = center::CheckPassphrase(line); !good) {
    return Fail(good.error().code, good.error().message + ": " + path);
  }
  return SecretBytes(std::string(line));
}

Result<center::Passphrase> OnlinePassphrase(storage::Disk& disk) {
  if (const char* file = std::getenv("LIANXIAO_KEY_PASSPHRASE_FILE"); file != nullptr && *file != '\0') {
    LIANXIAO_ASSIGN(auto passphrase, ReadPassphraseFile(disk, file));
    return center::Passphrase(std::move(passphrase));
  }
  const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
  if (credentials == nullptr || *credentials == '\0') return center::Passphrase();
  const auto path = std::string(credentials) + "/" + kCredential;
  LIANXIAO_ASSIGN(const bool there, disk.Exists(path));
  if (!there) return center::Passphrase();
  LIANXIAO_ASSIGN(auto passphrase, ReadPassphraseFile(disk, path));
  return center::Passphrase(std::move(passphrase));
}

Result<SecretBytes> AskPassphrase(const Console& console, const std::string& key_name) {
  const Terminal terminal(Typing::kHidden);
  if (!terminal.IsThere()) return NoTerminal();
  return terminal.Ask(console.Text("cli.keys.ask", {{"key", key_name}}));
}

Result<SecretBytes> AskNewPassphrase(const Console& console, const std::string& key_name) {
  const Terminal terminal(Typing::kHidden);
  if (!terminal.IsThere()) return NoTerminal();
  for (int i = 0; i < kTries; ++i) {
    LIANXIAO_ASSIGN(auto first, terminal.Ask(console.Text("cli.keys.ask_new", {{"key", key_name}})));
    if (!center::CheckPassphrase(first.View())) {
      terminal.Show(console.Text("error.keys.passphrase_weak") + "\n");
      continue;
    }
    LIANXIAO_ASSIGN(const auto second, terminal.Ask(console.Text("cli.keys.ask_again", {{"key", key_name}})));
    if (first.View() == second.View()) return first;
    terminal.Show(console.Text("cli.keys.ask_differ") + "\n");
  }
  return Fail(ErrorCode::kRefused, "keys.passphrase_weak: no passphrase was chosen");
}

Result<bool> AskYes(const Console& console, std::string_view question) {
  const Terminal terminal(Typing::kShown);
  if (!terminal.IsThere()) {
    return Fail(ErrorCode::kRefused, "keys.no_terminal_yes: there is no terminal to ask at; say --yes");
  }
  LIANXIAO_ASSIGN(const auto answer, terminal.Ask(console.Text(question)));
  return answer.View() == "yes" || answer.View() == "是";
}

}  // namespace lianxiao::daemon
