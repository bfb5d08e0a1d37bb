using System.Text.Json;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Reads the suites of a folder. Files of another schema are none; unknown fields are left alone.</summary>
internal static class SuiteReader
{
    /// <exception cref="InvalidDataException">A file says that it is a suite, and can't be read as one.</exception>
    public static IReadOnlyList<Suite> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(ReadFile).OfType<Suite>()];

    public static Suite? ReadFile(string path)
    {
        try
        {
            byte[] text = File.ReadAllBytes(path);
            return HasSchema(text) ? JsonSerializer.Deserialize(text, SuiteJson.Default.Suite) : null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static bool HasSchema(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool schema = reader.ValueTextEquals("schema"u8);
            reader.Read();
            if (schema)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(Suite.KnownSchema);
            }

            reader.Skip();
        }

        return false;
    }
}
