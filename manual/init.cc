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
A stop signal is TERM or INT, or what \fB\-\-stop\-signal\fR names.
\fB\-\-kill\-after\fR counts from the first one that is sent to PROGRAM.
PROGRAM gets the signal mask, ignored signals, descriptors, directory and environment that
.B init
got.
It runs in its own process group, in the terminal\(aqs foreground if
.B init
was there.
A time of 0 disables the option.
RTMIN+\fIn\fR is signal 34+\fIn\fR.
.PP
.B init
only writes to stderr and, without \fB\-\-verbose\fR, only reports problems.
)";

constexpr std::string_view tail =
    R"(.SH EXAMPLES
The entrypoint of an image without a shell:
.PP
.EX
ENTRYPOINT ["/init", "\-\-", "/server"]
.EE
.PP
A stop with a time limit, two seconds shorter than that of
.BR "docker stop" :
.PP
.EX
init \-\-kill\-after=8s \-\- /server
.EE
.PP
The same from a deployment, without a change to the image\(aqs entrypoint:
.PP
.EX
docker run \-\-env PID1_KILL_AFTER=8s IMAGE
.EE
.PP
Exit with 0 if a TERM from
.B init
ended the server:
.PP
.EX
init \-\-remap\-exit=TERM \-\- /server
.EE
.SH SEE ALSO
.BR aupair\-probe (1),
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
