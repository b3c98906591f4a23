#include "listing/rendering.h"

#include "listing/fields.h"
#include "listing/filter.h"

static const char *const switch_choices[] = {"0", "1", NULL};
const struct param_spec rendering_csv_safe_param = {
    .name = "csv_safe", .kind = PARAM_ONE_OF, .choices = switch_choices, .fallback = "0"};
const struct param_spec rendering_bom_param = {
    .name = "bom", .kind = PARAM_ONE_OF, .choices = switch_choices, .fallback = "0"};

const struct param_spec rendering_licences_param = {
    .name = "licenses", .kind = PARAM_ONE_OF, .choices = switch_choices, .fallback = "0"};

static bool is_on(const struct request *request, const char *name)
{
    const struct param *param = filter_param(request, name);
    return param != NULL && param->choice == 1;
}

bool rendering_licences(const struct request *request)
{
    return is_on(request, rendering_licences_param.name);
}

enum err rendering_init(struct rendering *rendering, const struct form *form, bool enveloped, struct request *request)
{
    *rendering = (struct rendering){
        .form = form,
        .media = request->reply.media,
        .enveloped = enveloped,
        .bom = is_on(request, "bom"),
        .licences = rendering_licences(request),
    };
    json_writer_init(&rendering->json, &request->reply.body);
    csv_writer_init(&rendering->csv, &request->reply.body, is_on(request, "csv_safe"));
    bool sheet = rendering->media == MEDIA_CSV;
    const char *const *known = sheet ? csv_form_names(form->csv, &request->arena) : form->fields;
    if (sheet && known == NULL)
        return ERR_INTERNAL;
    if (known != NULL) {
        enum err err = fields_read(known, request, &rendering->fields);
        if (err)
            return err;
    }
    if (sheet) {
        rendering->places = csv_form_places(form->csv, rendering->fields, &request->arena);
        return rendering->places == NULL ? ERR_INTERNAL : ERR_NONE;
    }
    rendering->columns = arena_alloc(&request->arena, form->columns_size);
    return rendering->columns == NULL ? ERR_INTERNAL : ERR_NONE;
}

/* On one line, whatever the text. */
static void write_plain(struct buf *buf, struct text text)
{
    for (size_t i = 0; i < text.len; i++)
        buf_char(buf, (unsigned char)text.ptr[i] < ' ' ? ' ' : text.ptr[i]);
}

static void write_licences(struct rendering *rendering, const struct envelope *envelope)
{
    struct buf *buf = rendering->csv.buf;
    if (rendering->media == MEDIA_NDJSON) {
        json_write_object_begin(&rendering->json);
        envelope_write_licences(envelope, &rendering->json);
        json_write_object_end(&rendering->json);
        buf_char(buf, '\n');
        return;
    }
    for (size_t i = 0; i < envelope->licence_count; i++) {
        const struct envelope_licence *licence = &envelope->licences[i];
        buf_literal(buf, "# ");
        buf_text(buf, licence->collection);
        buf_literal(buf, ": ");
        write_plain(buf, licence->licence.ptr == NULL ? TEXT("no licence stated") : licence->licence);
        buf_cstr(buf, licence->citation.len > 0 ? "; " : "");
        write_plain(buf, licence->citation);
        buf_literal(buf, "\r\n");
    }
}

void rendering_begin(struct rendering *rendering, const struct envelope *envelope)
{
    switch (rendering->media) {
    case MEDIA_CSV:
        if (rendering->bom)
            buf_literal(rendering->csv.buf, "\xEF\xBB\xBF");
        if (rendering->licences)
            write_licences(rendering, envelope);
        csv_form_header(rendering->form->csv, rendering->fields, &rendering->csv);
        break;
    case MEDIA_NDJSON:
        if (rendering->licences)
            write_licences(rendering, envelope);
        break;
    default:
        if (rendering->enveloped) {
            json_write_object_begin(&rendering->json);
            json_write_key(&rendering->json, "data");
        }
        json_write_array_begin(&rendering->json);
    }
}

static enum err write_item(struct rendering *rendering, const struct rows *rows, size_t first, size_t end,
                           const void *room, struct request *request)
{
    enum err err = ERR_NONE;
    if (rendering->media == MEDIA_CSV) {
        csv_form_write(rendering->form->csv, rendering->places, &rendering->csv, rows, first, end);
        return ERR_NONE;
    }
    if (rendering->media == MEDIA_NDJSON)
        json_writer_init(&rendering->json, rendering->json.buf);
    json_write_only(&rendering->json, rendering->fields);
    rendering->form->write(&rendering->json, rows, first, end, rendering->columns, room);
    if (rendering->included != NULL)
        err = included_mark(rendering->included, rows, first, end, request);
    if (rendering->media == MEDIA_NDJSON)
        buf_char(rendering->json.buf, '\n');
    return err;
}

enum err rendering_rows(struct rendering *rendering, const struct rows *rows, size_t first, size_t end,
                        const void *room, struct request *request)
{
    if (first == end)
        return ERR_NONE;
    if (rendering->media == MEDIA_CSV)
        csv_form_find(rendering->form->csv, rows, rendering->places);
    else
        rendering->form->columns(rows, rendering->columns);
    size_t id = rows_column(rows, "id");
    for (size_t at = first, next; at < end; at = next) {
        struct text item = rows->cells[at * rows->column_count + id];
        for (next = at + 1; next < end && text_equal(rows->cells[next * rows->column_count + id], item);)
            next++;
        enum err err = write_item(rendering, rows, at, next, room, request);
        if (err)
            return err;
    }
    return buf_check(rendering->json.buf);
}

void rendering_rows_end(struct rendering *rendering)
{
    if (rendering->media == MEDIA_JSON)
        json_write_array_end(&rendering->json);
}

void rendering_end(struct rendering *rendering)
{
    if (rendering->media == MEDIA_JSON && rendering->enveloped)
        json_write_object_end(&rendering->json);
}
