using System.Text.Json.Nodes;

namespace LlmPolicy.Testing.Diffing;

/// <summary>An edit of one field: what it is called in the table, and the edit itself, which says whether there was anything to edit.</summary>
internal sealed record Edit(string Name, Func<JsonObject, string, bool> Apply)
{
    /// <summary>The field is taken out.</summary>
    public static readonly Edit Gone = new("gone", (owner, field) => owner.Remove(field));

    /// <summary>The last item of several, or the last entry, is taken out.</summary>
    public static readonly Edit Less = new("one less", (owner, field) => owner[field] switch
    {
        JsonArray { Count: > 1 } list => Do(() => list.RemoveAt(list.Count - 1)),
        JsonObject { Count: > 1 } map => map.Remove(map.Last().Key),
        _ => false,
    });

    /// <summary>The first item of several is taken out.</summary>
    public static readonly Edit LessFirst = new("first less", (owner, field) => owner[field] is JsonArray { Count: > 1 } list && Do(() => list.RemoveAt(0)));

    /// <summary>The last item once more, on a path of its own.</summary>
    public static readonly Edit Copy = new("and a copy on another path", (owner, field) => owner[field] is JsonArray { Count: > 0 } list && list[^1]!.ToJsonString() is var text
        && text.LastIndexOf("\"}]", StringComparison.Ordinal) is > 0 and var end && Do(() => list.Add(JsonNode.Parse(text.Insert(text.LastIndexOf('/', end) + 1, "copy-")))));

    /// <summary>A path ends a segment or a few characters before.</summary>
    public static readonly Edit Shorter = new("shorter", (owner, field) => Text(owner, field) is { Length: > 1 } text && Put(owner, field, text.LastIndexOf('/') > 0 ? text[..text.LastIndexOf('/')] : text[..^1]));

    /// <summary>A path begins like the old one and goes on.</summary>
    public static readonly Edit Longer = new("longer", (owner, field) => Text(owner, field) is { } text && Put(owner, field, text + "/deeper"));

    /// <summary>An expression holds for all that it did, and for what has something behind it.</summary>
    public static readonly Edit Wider = new("wider", (owner, field) => Text(owner, field) is { } text && Put(owner, field, $"(?:{text.TrimStart('^').TrimEnd('$')})[x-z]?"));

    /// <summary>Of a class of characters one more, of a repetition one more: what only an example of the difference tells.</summary>
    public static readonly Edit WiderClass = new("wider class", (owner, field) => Text(owner, field) is { } text && text.Contains("[0-9]", StringComparison.Ordinal) && Put(owner, field, text.Replace("[0-9]", "[0-9a]", StringComparison.Ordinal)));

    public static Edit Set(string json) => new($"= {json}", (owner, field) => owner.ContainsKey(field) && owner[field]?.ToJsonString() != json && Do(() => owner[field] = JsonNode.Parse(json)));

    /// <summary>The field is changed where another one stands beside it, without which the value says nothing.</summary>
    public static Edit SetBeside(string other, string json) => new($"= {json}", (owner, field) => owner.ContainsKey(other) && Set(json).Apply(owner, field));

    /// <summary>The field was not there.</summary>
    public static Edit New(string json) => new($"new: {json}", (owner, field) => !owner.ContainsKey(field) && Do(() => owner[field] = JsonNode.Parse(json)));

    public static Edit More(string json) => new($"and {json}", (owner, field) => owner[field] is JsonArray list && Do(() => list.Add(JsonNode.Parse(json))));

    public static Edit MoreOf(string name, string json) => new($"and {name}", (owner, field) => owner[field] is JsonObject map && Do(() => map[name] = JsonNode.Parse(json)));

    /// <summary>Every entry of a map of texts gets another value.</summary>
    public static Edit Each(string text) => new($"each \"{text}\"", (owner, field) => owner[field] is JsonObject map && Do(() => map.ToList().ForEach(entry => map[entry.Key] = text)));

    private static string? Text(JsonObject owner, string field) => owner[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool Put(JsonObject owner, string field, string text) => Do(() => owner[field] = text);

    private static bool Do(Action edit)
    {
        edit();
        return true;
    }
}
