#include "import/import_progress.h"

#include <time.h>
#include <unistd.h>

#define TERMINAL_PERIOD 200  /* milliseconds */
#define LOG_PERIOD      5000 /* milliseconds */
#define LOOK_EVERY      256  /* lines between two looks at the clock */

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void import_progress_init(struct import_progress *progress, FILE *to)
{
    *progress = (struct import_progress){.to = to, .terminal = to && isatty(fileno(to)), .began = now()};
    progress->told = progress->phase_began = progress->began;
}

void import_progress_phase(struct import_progress *progress, const char *phase)
{
    progress->phase = phase;
    progress->phase_began = now();
    if (progress->to && progress->terminal) {
        fprintf(progress->to, "\r\033[Kclaimd import: %s", phase);
        fflush(progress->to);
        progress->pending = true;
    }
}

void import_progress_tell(struct import_progress *progress, int64_t lines)
{
    if (!progress->to || lines % LOOK_EVERY != 0)
        return;
    int64_t time = now();
    if (time - progress->told < (progress->terminal ? TERMINAL_PERIOD : LOG_PERIOD))
        return;
    progress->told = time;
    int64_t spent = time - progress->phase_began;
    fprintf(progress->to, "%sclaimd import: %s, %lld lines, %lld a second%s", progress->terminal ? "\r\033[K" : "",
            progress->phase, (long long)lines, (long long)(spent > 0 ? lines * 1000 / spent : 0),
            progress->terminal ? "" : "\n");
    fflush(progress->to);
    progress->pending = progress->terminal;
}

void import_progress_end(struct import_progress *progress)
{
    if (progress->pending) {
        fputs("\r\033[K", progress->to);
        fflush(progress->to);
    }
    progress->pending = false;
}

int64_t import_progress_milliseconds(const struct import_progress *progress)
{
    return now() - progress->began;
}
