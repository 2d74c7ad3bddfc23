// Where passphrases of key files come from. Used from one thread.
//
//   keys in DIR/keys   $LIANXIAO_KEY_PASSPHRASE_FILE, else $CREDENTIALS_DIRECTORY/lianxiao-key-passphrase (a
//                      credential that systemd hands to the services), else none: then they must not be
//                      locked
//   root keys          a file named on the command line, else typed on this terminal
#pragma once

#include <string>
#include <string_view>

#include "center/keys/key_lock.h"
#include "daemon/console.h"
#include "storage/base/result.h"
#include "storage/disk.h"

namespace lianxiao::daemon {

// What opens the keys that programs use unattended. Nothing when neither variable is set, or systemd had no
// such credential. Errors name the file.
Result<center::Passphrase> OnlinePassphrase(storage::Disk& disk);

// The file's one line, without its line break. kInvalid "keys.passphrase_weak".
Result<SecretBytes> ReadPassphraseFile(storage::Disk& disk, const std::string& path);

// Typed on the terminal and not shown. kRefused "keys.no_terminal" when there is none to ask at.
Result<SecretBytes> AskPassphrase(const Console& console, const std::string& key_name);
// Twice, until both are the same and CheckPassphrase is content.
Result<SecretBytes> AskNewPassphrase(const Console& console, const std::string& key_name);

// Asks on the terminal, with a sentence of the catalog; only a written-out yes is one.
Result<bool> AskYes(const Console& console, std::string_view question = "cli.keys.ask_sign");

}  // namespace lianxiao::daemon
