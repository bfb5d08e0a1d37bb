using System.Text;
using System.Text.Json;
using LlmPolicy.Outputs;

namespace LlmPolicy.Tests.Outputs;

/// <summary>Of bodies by chance: what is read is what System.Text.Json reads, or it is refused; what is set is what it reads then, and nothing else changed.</summary>
public sealed class OutputPropertyTests
{
    private const int Count = 60_000;

    private static readonly string[] Names =
        ["max_tokens", "max_tokens", "max_completion_tokens", "n", "stream", "generationConfig", "generation_config", "maxOutputTokens", "candidateCount", "options", "num_predict", "Max_Tokens", "x", "tools", "type", "messages"];

    [Theory]
    [InlineData(Producing.Chat, "max_completion_tokens", "max_tokens")]
    [InlineData("/v1/models/gemini:generateContent", "generationConfig.maxOutputTokens", "generation_config.maxOutputTokens")]
    [InlineData("/api/chat", "options.num_predict", "options.num_predict")]
    public void What_is_read_and_set_is_what_another_reader_finds(string path, string put, string other)
    {
        int read = 0;
        int set = 0;
        for (int seed = 0; seed < Count; seed++)
        {
            byte[] body = Body(new Random(seed));
            if (Producing.Resolve(path, body) is not OutputResolution.Produces output)
            {
                continue;
            }

            read++;
            var root = JsonElement.Parse(body);
            long?[] limits = [Find(root, put), Find(root, other)];
            output.Limit.ShouldBe(limits.Contains(0) ? null : limits.Max(), $"{seed}");
            if (output.IsBound && OutputRewrite.Limit(output, 40) is { } limited)
            {
                set++;
                var after = JsonElement.Parse(limited.Span);
                long?[] found = [Find(after, put), Find(after, other)];
                found.ShouldNotContain(0, $"{seed}");
                found.Max().ShouldNotBeNull().ShouldBeLessThanOrEqualTo(40 / output.Multiplier, $"{seed}");
                WithoutLimits(after).ShouldBe(WithoutLimits(root), $"{seed}: {Encoding.UTF8.GetString(body)}");
            }
        }

        read.ShouldBeGreaterThan(Count / 5);
        set.ShouldBeGreaterThan(Count / 20);
    }

    [Fact]
    public void Bytes_by_chance_throw_nothing()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            byte[] body = new Models.RandomJson(new Random(seed)).Body();
            foreach (var form in new[] { Producing.Chat, "/v1/models/gemini:generateContent", "/v1/completions", "/v1/messages" })
            {
                Producing.Resolve(form, body).ShouldNotBeNull();
            }
        }
    }

    private static long? Find(JsonElement element, string path)
    {
        foreach (string step in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Number && element.GetInt64() is >= 0 and var limit ? limit : null;
    }

    /// <summary>All of the body but what may be written there.</summary>
    private static string WithoutLimits(JsonElement element) => element.ValueKind != JsonValueKind.Object ? element.GetRawText()
        : string.Join(",", element.EnumerateObject().Where(m => m.Name is not ("max_completion_tokens" or "max_tokens" or "maxOutputTokens" or "num_predict"))
            .Select(m => (m.Name, Text: m.Name is "generationConfig" or "generation_config" or "options" ? Inner(m.Value) : m.Value.GetRawText())).Where(m => m.Text.Length > 0).Select(m => $"{m.Name}:{m.Text}"));

    private static string Inner(JsonElement element) => element.ValueKind == JsonValueKind.Null ? "" : WithoutLimits(element);

    private static byte[] Body(Random chance) => Encoding.UTF8.GetBytes(Object(chance, 0));

    private static string Object(Random chance, int depth) =>
        $"{{{string.Join(",", Enumerable.Range(0, chance.Next(5)).Select(_ => $"\"{Names[chance.Next(Names.Length)]}\":{Value(chance, depth)}{(chance.Next(3) == 0 ? " \n" : "")}"))}}}";

    private static string Value(Random chance, int depth) => chance.Next(depth > 2 ? 6 : 10) switch
    {
        0 => "null",
        1 => "true",
        2 => "\"text\"",
        < 6 => new[] { "0", "1", "2", "39", "41", "500", "-1", "1.5", "9223372036854775807" }[chance.Next(9)],
        6 => $"[{Value(chance, depth + 1)}]",
        _ => Object(chance, depth + 1),
    };
}
