using System.Text.Json;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Reads the suites of a folder, of either form. Files of another schema are none; unknown fields are left alone.</summary>
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
            return Schema(text) switch
            {
                Suite.FirstForm => Checked(JsonSerializer.Deserialize(text, SuiteJson.Default.Suite)!),
                Suite.SecondForm => Checked(WithRequestText(JsonSerializer.Deserialize(text, SuiteJson.Default.Suite)!)),
                _ => null,
            };
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static Suite WithRequestText(Suite suite)
    {
        foreach (SuiteGroup group in suite.Groups)
        {
            group.Cases = [.. group.Cases.Select(recorded => recorded with { Request = RequestText.Read(recorded.Request) })];
        }

        return suite;
    }

    private static Suite Checked(Suite suite)
    {
        foreach (SuiteCase recorded in suite.Groups.SelectMany(group => group.Cases))
        {
            if (recorded.Request is { IsText: true, Method: "" })
            {
                throw new JsonException($"The request of '{recorded.Id}' has no method.");
            }
        }

        return suite;
    }

    private static string? Schema(ReadOnlySpan<byte> text)
    {
        Utf8JsonReader reader = new(text);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool schema = reader.ValueTextEquals("schema"u8);
            reader.Read();
            if (schema)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }
}
