#include "import/import_progress.h"

#include <time.h>
#include <unistd.h>

#include "claimd/text.h"

#define TERMINAL_PERIOD 200  /* milliseconds */
#define LOG_PERIOD      5000 /* milliseconds */
#define LOOK_EVERY      64   /* lines between two looks at the clock */
#define BAR_WIDTH       24

/* In one transaction: where each phase begins, as a share of the whole time. Measured with 20,000 and 200,000 lines. */
static const double begins[IMPORT_PHASE_COUNT + 1] = {0, 0.07, 0.16, 0.28, 1};
static const char *const words[IMPORT_PHASE_COUNT] = {"reading", "resolving references", "writing", "applying"};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void import_progress_init(struct import_progress *progress, FILE *to, bool batches)
{
    *progress = (struct import_progress){
        .to = to, .terminal = to && isatty(fileno(to)), .batches = batches, .began = now(), .share = -1};
    progress->told = progress->phase_began = progress->share_at = progress->began;
}

static void set_share(struct import_progress *progress, double share)
{
    progress->share = share;
    progress->share_at = now();
}

/* Of the phase. */
static void set_part(struct import_progress *progress, double part)
{
    double from = begins[progress->phase], to = begins[progress->phase + 1];
    set_share(progress, from + (part < 1 ? part : 1) * (to - from));
}

static void put_bar(const struct import_progress *progress)
{
    int percent = (int)(progress->share * 100);
    fputc('[', progress->to);
    for (int i = 0; i < BAR_WIDTH; i++)
        fputc(i < percent * BAR_WIDTH / 100 ? '#' : '.', progress->to);
    fprintf(progress->to, "] %d %%, ", percent);
}

/* What is left takes as long a time as what is done, in proportion. */
static void put_remaining(const struct import_progress *progress, int64_t time)
{
    if (progress->share < 0.01 || progress->share_at - progress->began < 500)
        return;
    double spent = (double)(progress->share_at - progress->began) / 1000;
    double left = spent * (1 - progress->share) / progress->share - (double)(time - progress->share_at) / 1000;
    long seconds = left > 1 ? (long)(left + 0.5) : 1;
    fprintf(progress->to, ", about %ld:%02ld left", seconds / 60, seconds % 60);
}

static void put(struct import_progress *progress, int64_t time)
{
    /* In batches every line goes through all phases before the next; otherwise each phase has its own pace. */
    int64_t lines = progress->lines - (progress->batches ? 0 : progress->first_line);
    int64_t spent = time - (progress->batches ? progress->began : progress->phase_began);
    fputs(progress->terminal ? "\r\033[Kclaimd import: " : "claimd import: ", progress->to);
    if (progress->terminal && progress->share >= 0)
        put_bar(progress);
    fprintf(progress->to, "%s, %lld lines", words[progress->phase], (long long)progress->lines);
    if (lines > 0 && spent > 0)
        fprintf(progress->to, ", %lld a second", (long long)(lines * 1000 / spent));
    if (progress->share >= 0)
        put_remaining(progress, time);
    if (!progress->terminal)
        fputc('\n', progress->to);
    fflush(progress->to);
    progress->pending = progress->terminal;
    progress->told = time;
}

static void look(struct import_progress *progress)
{
    int64_t time = now();
    if (progress->to && time - progress->told >= (progress->terminal ? TERMINAL_PERIOD : LOG_PERIOD))
        put(progress, time);
}

void import_progress_phase(struct import_progress *progress, enum import_phase phase)
{
    progress->phase = phase;
    progress->phase_began = now();
    progress->first_line = phase == IMPORT_WRITING ? 0 : progress->lines;
    if (!progress->batches && phase > IMPORT_READING)
        set_part(progress, 0);
    look(progress);
}

void import_progress_tell(struct import_progress *progress, int64_t lines, int64_t done, int64_t all)
{
    progress->lines = progress->batches && lines < progress->lines ? progress->lines : lines;
    if (!progress->to || lines % LOOK_EVERY != 0)
        return;
    if (all > 0 && !progress->batches)
        set_part(progress, (double)done / (double)all);
    else if (all > 0 && progress->phase == IMPORT_READING)
        set_share(progress, (double)done / (double)all);
    look(progress);
}

void import_progress_tick(struct import_progress *progress, const char *notice)
{
    struct text rest = text_of(notice ? notice : ""), word = TEXT_NONE;
    int64_t percent;
    if (!progress->batches && text_split(&rest, ' ', &word) && text_equal(word, TEXT("import:")) &&
        text_split(&rest, ' ', &word) && text_to_int64(word, &percent))
        set_part(progress, (double)percent / 100);
    look(progress);
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
