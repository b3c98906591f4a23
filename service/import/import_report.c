#include "import/import_report.h"

#include "import/import_json.h"

#define REPORT_MAX (64U << 20)

/* Words that came with the data are shown on one line, and a terminal is not told what to do by them. */
static void put_plain(FILE *to, struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool control =
            c < 0x20 || c == 0x7F || (c == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0);
        if (!control)
            fputc(c, to);
        else if (c == 0xC2)
            fprintf(to, "\\u%04x", (unsigned char)text.ptr[++i]);
        else
            fprintf(to, "\\u%04x", c);
    }
}

static void put_place(const struct import_report *report, const struct import_fault *fault, FILE *to)
{
    fputs(report->conversion ? report->conversion->inputs[fault->input].name : report->name, to);
    if (fault->line > 0)
        fprintf(to, ":%lld", (long long)fault->line);
    if (fault->line > 0 && fault->column > 0)
        fprintf(to, ":%lld", (long long)fault->column);
    fputs(": ", to);
}

static void put_fault(const struct import_report *report, const struct import_fault *fault, FILE *to)
{
    put_place(report, fault, to);
    if (fault->pointer.len > 0) {
        put_plain(to, fault->pointer);
        fputs(": ", to);
    }
    put_plain(to, fault->code);
    fputs(": ", to);
    put_plain(to, fault->detail);
    if (!text_ends(fault->detail, TEXT(".")))
        fputc('.', to);
    if (fault->allowed_text.ptr)
        fprintf(to, " Allowed: %.*s.", TEXT_ARG(fault->allowed_text));
    for (size_t i = 0; fault->allowed && fault->allowed[i]; i++)
        fprintf(to, "%s%s%s", i > 0 ? ", " : " Allowed: ", fault->allowed[i], fault->allowed[i + 1] ? "" : ".");
    for (size_t i = 0; i < fault->suggestion_count; i++) {
        fputs(i > 0 ? ", " : " Did you mean ", to);
        put_plain(to, fault->suggestions[i]);
        fputs(i + 1 < fault->suggestion_count ? "" : "?", to);
    }
    fputc('\n', to);
}

/* Of foreign files that were refused, nothing became records. */
static void put_faults_found(const struct import_report *report, FILE *to)
{
    const struct import_result *result = report->result;
    long long faults = (long long)result->faults.count + (long long)result->faults.omitted, among = result->lines;
    const char *what = "record";
    if (report->conversion && result->lines == 0) {
        what = "entry";
        for (size_t i = 0; i < report->conversion->input_count; i++)
            among += report->conversion->inputs[i].read;
    }
    fprintf(to, "claimd import: %lld fault%s in %lld %s; ", faults, faults == 1 ? "" : "s", among,
            among == 1     ? what
            : *what == 'e' ? "entries"
                           : "records");
}

/* "nothing was written", or what was. */
static void put_rest(const struct import_report *report, FILE *to)
{
    const struct import_result *result = report->result;
    if (report->options->batch == 0 || report->options->dry_run)
        fputs("nothing was written", to);
    else if (result->written_to == 0)
        fputs("no batch was written", to);
    else
        fprintf(to, "lines 1 to %lld are written", (long long)result->written_to);
}

static void put_counts(const struct import_report *report, FILE *out)
{
    const struct import_result *result = report->result;
    fprintf(out, "%-14s %9s %9s %9s\n", "", "created", "updated", "unchanged");
    for (size_t type = 0; type < RECORD_TYPE_COUNT; type++) {
        const struct import_counts *counts = &result->counts[type];
        if (counts->created + counts->updated + counts->unchanged > 0)
            fprintf(out, "%-14s %9lld %9lld %9lld\n", record_shapes[type].name, (long long)counts->created,
                    (long long)counts->updated, (long long)counts->unchanged);
    }
}

/* What became of the entries of foreign files. */
static void put_inputs(const struct conversion *conversion, FILE *out)
{
    for (size_t i = 0; conversion && i < conversion->input_count; i++) {
        const struct conversion_input *input = &conversion->inputs[i];
        fprintf(out, "%s: %lld read = %lld made + %lld merged + %lld refused\n", input->name, (long long)input->read,
                (long long)input->made, (long long)input->merged, (long long)input->passed + (long long)input->refused);
        for (size_t reason = 0; reason < input->reason_count; reason++)
            fprintf(out, "  refused %6lld: %.*s\n", (long long)input->reasons[reason].count,
                    TEXT_ARG(input->reasons[reason].reason));
    }
}

static void put_resolved(const struct import_report *report, FILE *out)
{
    const struct resolve_counts *counts = report->conversion ? &report->conversion->counts : NULL;
    if (!counts || report->options->dry_run)
        return;
    fprintf(out, "%lld actors linked, %lld pairs ambiguous, %lld incidents perhaps part of wider ones%s\n",
            (long long)counts->linked, (long long)counts->ambiguous, (long long)counts->wider,
            counts->ambiguous + counts->wider > 0 ? ": claimd resolve" : "");
}

/* What the counts do not tell. */
static void put_marks(const struct import_report *report, FILE *out)
{
    const struct import_result *result = report->result;
    for (size_t i = 0; i < result->kept.count; i++) {
        const struct import_fault *kept = &result->kept.items[i];
        put_place(report, kept, out);
        fprintf(out, "%.*s stays as an editor has it\n", TEXT_ARG(kept->pointer));
    }
    if (result->kept.omitted > 0)
        fprintf(out, "%s: %lld more lines have such fields\n", report->name, (long long)result->kept.omitted);
    if (result->missing + result->found > 0)
        fprintf(out, "%lld records are missing from their collection, %lld are there again\n",
                (long long)result->missing, (long long)result->found);
}

void import_report_text(const struct import_report *report, FILE *out, FILE *errors)
{
    const struct import_result *result = report->result;
    for (size_t i = 0; i < result->faults.count; i++)
        put_fault(report, &result->faults.items[i], errors);
    if (result->faults.omitted > 0)
        fprintf(errors, "%s: %lld more faults are not shown\n", report->name, (long long)result->faults.omitted);
    if (!report->err)
        put_inputs(report->conversion, out);
    if (!report->err || result->written_to > result->resumed_behind)
        put_counts(report, out);
    if (report->err == ERR_INVALID_RECORD) {
        put_faults_found(report, errors);
        put_rest(report, errors);
        fputc('\n', errors);
        return;
    }
    if (report->err) {
        fputs("claimd import: ", errors);
        if (report->err != ERR_OUTCOME_UNKNOWN) {
            put_rest(report, errors);
            fputs(": ", errors);
        }
        fprintf(errors, "%.*s\n", TEXT_ARG(report->words));
        return;
    }
    put_resolved(report, out);
    put_marks(report, out);
    if (result->resumed_behind > 0)
        fprintf(out, "lines 1 to %lld were written before\n", (long long)result->resumed_behind);
    fprintf(out, "%lld records in %.1f s%s\n", (long long)result->lines, (double)result->milliseconds / 1000,
            report->options->dry_run ? "; a dry run: nothing was written" : "");
}

static void write_input(struct json_writer *json, const struct conversion_input *input)
{
    json_write_object_begin(json);
    json_write_key(json, "name");
    json_write_string(json, text_of(input->name));
    json_write_key(json, "read");
    json_write_int(json, input->read);
    json_write_key(json, "made");
    json_write_int(json, input->made);
    json_write_key(json, "merged");
    json_write_int(json, input->merged);
    json_write_key(json, "refused");
    json_write_int(json, input->passed + input->refused);
    json_write_key(json, "reasons");
    json_write_array_begin(json);
    for (size_t i = 0; i < input->reason_count; i++) {
        json_write_object_begin(json);
        json_write_key(json, "reason");
        json_write_string(json, input->reasons[i].reason);
        json_write_key(json, "count");
        json_write_int(json, input->reasons[i].count);
        json_write_object_end(json);
    }
    json_write_array_end(json);
    json_write_object_end(json);
}

static void write_inputs(struct json_writer *json, const struct conversion *conversion)
{
    json_write_key(json, "format");
    json_write_string(json, text_of(conversion->format->name));
    json_write_key(json, "inputs");
    json_write_array_begin(json);
    for (size_t i = 0; i < conversion->input_count; i++)
        write_input(json, &conversion->inputs[i]);
    json_write_array_end(json);
    json_write_key(json, "linked");
    json_write_int(json, conversion->counts.linked);
    json_write_key(json, "ambiguous");
    json_write_int(json, conversion->counts.ambiguous);
    json_write_key(json, "wider");
    json_write_int(json, conversion->counts.wider);
}

void import_report_json(const struct import_report *report, FILE *out)
{
    const struct import_result *result = report->result;
    bool failed = report->err && report->err != ERR_INVALID_RECORD;
    const char *names[FORMAT_INPUTS_MAX];
    for (size_t i = 0; report->conversion && i < report->conversion->input_count; i++)
        names[i] = report->conversion->inputs[i].name;
    BUF_CLEANUP struct buf buf;
    buf_init(&buf, REPORT_MAX);
    struct json_writer json;
    json_writer_init(&json, &buf);
    json_write_object_begin(&json);
    json_write_key(&json, "written");
    json_write_bool(&json, !report->err && !report->options->dry_run);
    json_write_key(&json, "dry_run");
    json_write_bool(&json, report->options->dry_run);
    if (report->conversion)
        write_inputs(&json, report->conversion);
    json_write_key(&json, "records");
    json_write_int(&json, result->lines);
    json_write_key(&json, "counts");
    if (report->err && result->written_to == result->resumed_behind)
        json_write_null(&json);
    else
        import_counts_write(&json, result->counts);
    import_marks_write(&json, result, report->conversion ? names : NULL);
    json_write_key(&json, "written_to");
    if (report->options->batch > 0)
        json_write_int(&json, result->written_to);
    else
        json_write_null(&json);
    json_write_key(&json, "faults");
    import_faults_write(&json, &result->faults, report->conversion ? names : NULL);
    json_write_key(&json, "faults_omitted");
    json_write_int(&json, result->faults.omitted);
    json_write_key(&json, "error");
    json_write_string(&json, failed ? report->words : TEXT_NONE);
    json_write_key(&json, "milliseconds");
    json_write_int(&json, result->milliseconds);
    json_write_object_end(&json);
    fprintf(out, "%.*s\n", TEXT_ARG(buf_view(&buf)));
}
