using System.Text;
using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>A claim's path: through objects only, never through a list.</summary>
internal sealed class ClaimPath(IReadOnlyList<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public IReadOnlyList<string> Names => names;

    /// <summary>Looks for the claim; <paramref name="value"/> is a reader at it.</summary>
    public bool TryFind(ReadOnlySpan<byte> claims, out Utf8JsonReader value)
    {
        value = TokenJson.Open(claims);
        foreach (byte[] name in _names)
        {
            if (value.TokenType != JsonTokenType.StartObject || !TryEnter(ref value, name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The claim; null if there is none.</summary>
    public JsonElement? Find(ReadOnlySpan<byte> claims) => TryFind(claims, out var value) ? JsonElement.ParseValue(ref value) : null;

    /// <summary>
    /// The path for people, from the outer name to the inner: <c>llms > huggingface</c>. Two paths never look alike, however the delimiter was
    /// written: a name that holds what stands between names is quoted, as YAML quotes it.
    /// </summary>
    public override string ToString() => string.Join(" > ", names.Select(Quote));

    private static string Quote(string name) => name.Length > 0 && !name.Any(c => c is '>' or '\'' || char.IsWhiteSpace(c) || char.IsControl(c))
        ? name
        : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    private static bool TryEnter(ref Utf8JsonReader value, ReadOnlySpan<byte> name)
    {
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            bool found = value.ValueTextEquals(name);
            value.Read();
            if (found)
            {
                return true;
            }

            value.Skip();
        }

        return false;
    }
}
