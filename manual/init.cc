// The man page of init, and the completion of its options for bash.
#include <string_view>

#include "init/options.h"
#include "manual/completion.h"
#include "manual/page.h"

namespace {

namespace manual = base::manual;
using manual::Page;

constexpr std::string_view description =
    R"(.PP
TERM, INT and QUIT are the stop signals.
\fB\-\-kill\-after\fR counts from the first that is sent on.
PROGRAM has the signal mask, ignored signals, descriptors, directory and environment that
.B init
was given.
It runs in a process group of its own, in the terminal\(aqs foreground if
.B init
was there.
A time of 0 is as if the option were not given.
RTMIN+\fIn\fR is signal 34+\fIn\fR.
.PP
.B init
says what happens on stderr alone and, without \fB\-\-verbose\fR, only what is out of the ordinary.
)";

constexpr std::string_view tail =
    R"(.SH EXAMPLES
The entrypoint of an image without a shell:
.PP
.EX
ENTRYPOINT ["/init", "\-\-", "/server"]
.EE
.PP
A stop that has an end, two seconds before that of
.BR "docker stop" :
.PP
.EX
init \-\-kill\-after=8s \-\- /server
.EE
.PP
The same from a deployment, over an entrypoint that is baked:
.PP
.EX
docker run \-\-env PID1_KILL_AFTER=8s IMAGE
.EE
.PP
A stop that was asked for is a success, though TERM ended the server:
.PP
.EX
init \-\-remap\-exit=TERM \-\- /server
.EE
.SH SEE ALSO
.BR probe (1),
.BR signal (7),
.BR pid_namespaces (7)
)";

constexpr void write_page(Page& page) {
  manual::start_page(page, "PID 1 of a container without a shell", init::usage);
  page.append(description);
  manual::show_options<init::rows>(page);
  manual::show_notes(page, init::notes, init::environment_prefix);
  page.append(tail);
}

constexpr void write_completion(Page& page) { manual::write_completion<init::rows>(page, "init", ""); }

[[gnu::used, gnu::section(".man")]] constexpr auto page = manual::text_of<write_page>;
[[gnu::used, gnu::section(".completion")]] constexpr auto completion = manual::text_of<write_completion>;

}  // namespace
