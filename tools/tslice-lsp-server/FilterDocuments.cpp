// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's server parses what editors send, and offers no place to look at it
// before.

#include "FilterDocuments.h"

#include "tslice/ExecutionEngine/ToolMain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

using namespace llvm;
using namespace tslice;

/// Replaces `text`, if it is nested too deep, by a call of a function that is
/// missing, at the place of the problem and with its words as the name. Returns whether it did.
static bool replaceDocument(json::Value *text) {
  std::optional<StringRef> document = text ? text->getAsString() : std::nullopt;
  if (!document)
    return false;
  Result<void> scanned = scanText(*document, "");
  if (scanned)
    return false;
  // ":LINE:COLUMN: error: PROBLEM"
  SmallVector<StringRef, 5> parts;
  StringRef(scanned.error().message).split(parts, ':', 4);
  unsigned line = 1, column = 1;
  (void)parts[1].getAsInteger(10, line);
  (void)parts[2].getAsInteger(10, column);
  std::string replacement(line - 1, '\n');
  replacement.append(column - 1, ' ');
  replacement +=
      "func.call @\"" + parts.back().trim().str() + "\"() : () -> ()\n";
  *text = std::move(replacement);
  return true;
}

/// Returns the message to hand on in the place of `message`.
static std::string filter(std::string message) {
  Expected<json::Value> value = json::parse(message);
  json::Object *object = value ? value->getAsObject() : nullptr;
  if (!value)
    consumeError(value.takeError());
  json::Object *params = object ? object->getObject("params") : nullptr;
  if (!params)
    return message;
  bool replaced = false;
  if (json::Object *document = params->getObject("textDocument"))
    replaced |= replaceDocument(document->get("text"));
  if (json::Array *changes = params->getArray("contentChanges"))
    for (json::Value &change : *changes)
      if (json::Object *fields = change.getAsObject())
        replaced |= replaceDocument(fields->get("text"));
  return replaced ? formatv("{0}", *value).str() : message;
}

/// Reads one message; false at the end.
static bool readMessage(std::FILE *from, std::string &message) {
  size_t length = 0;
  char line[256];
  while (std::fgets(line, sizeof line, from)) {
    StringRef text(line);
    if (text.consume_front_insensitive("Content-Length:"))
      (void)text.trim().getAsInteger(10, length);
    else if (text.trim().empty() && length > 0)
      break;
  }
  // No document has a GiB.
  if (length == 0 || length > size_t(1) << 30)
    return false;
  message.resize(length);
  return std::fread(message.data(), 1, length, from) == length;
}

namespace {
struct Streams {
  std::FILE *from, *to;
};
} // namespace

static void *forward(void *argument) {
  auto *streams = static_cast<Streams *>(argument);
  std::string message;
  while (readMessage(streams->from, message)) {
    message = filter(std::move(message));
    std::fprintf(streams->to, "Content-Length: %zu\r\n\r\n", message.size());
    if (std::fwrite(message.data(), 1, message.size(), streams->to) !=
            message.size() ||
        std::fflush(streams->to) != 0)
      break;
  }
  // The server ends when its input does.
  std::fclose(streams->to);
  return nullptr;
}

void tslice::filterDocuments() {
  int ends[2];
  if (::pipe(ends) != 0)
    return;
  // The thread reads until the process ends.
  static Streams streams;
  streams = {::fdopen(::dup(STDIN_FILENO), "r"), ::fdopen(ends[1], "w")};
  pthread_attr_t attributes;
  pthread_t thread;
  if (!streams.from || !streams.to || pthread_attr_init(&attributes) != 0)
    return;
  // Messages can be nested, too.
  pthread_attr_setstacksize(&attributes, size_t(1) << 30);
  if (pthread_create(&thread, &attributes, forward, &streams) == 0)
    ::dup2(ends[0], STDIN_FILENO);
  pthread_attr_destroy(&attributes);
  ::close(ends[0]);
}
