using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmPolicy.Http;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>Of requests by chance: what is named is what every other reader finds, too, or it is refused.</summary>
public sealed partial class ModelPropertyTests
{
    private const int Count = 100_000;

    private static readonly HeaderField Json = new("content-type", "application/json");

    private static readonly HeaderField Form = new("content-type", "multipart/form-data; boundary=B");

    private static readonly string[] Pieces =
    [
        "openai", "deployments", "Deployments", "engines", "models", "model", "publishers", "google", "endpoints", "openapi", "v1", "good", "good", "evil", "evil", "chat", "completions", "chat/completions",
        "invoke", "converse", "good:generateContent", "evil:generateContent", "evil%3AgenerateContent", "pipeline", "threads", "runs", "files", "realtime", "batches", "cancel", "embeddings", "agents", "videos", "remix", "uploads", "parts",
    ];

    private static readonly string[] Joints = ["/", "/", "/", "/", "/", "/", "/", "//", "%2F", "%2f", "%5C", "\\", ";x/", "/./", "/../", "/%2e%2e/", "%252F", "%252e%252e", "?", "%3F", "%23", "%00"];

    [Fact]
    public void A_JSON_body_names_what_its_first_and_its_last_reader_find_or_is_refused()
    {
        int named = 0;
        Parallel.For(0, Count, seed =>
        {
            byte[] body = new RandomJson(new Random(seed)).Body();
            if (ModelResolver.Resolve(Asking.Request("POST", "/v1/chat/completions", BodyFact.Whole(body), Json)) is ModelResolution.Asks { Models.Count: > 0 } asks)
            {
                Interlocked.Increment(ref named);
                var root = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1000 }).RootElement;
                string?[] found = [asks.Ways == UnnamedWays.None ? root.GetProperty("model").GetString() : asks.Models[0].Name, .. root.EnumerateObject().Where(m => m.Name.Equals("model", StringComparison.OrdinalIgnoreCase)).Select(m => m.Value.GetString())];
                found.ShouldAllBe(name => name == asks.Models[0].Name || name == null && asks.Ways != UnnamedWays.None, Encoding.UTF8.GetString(body));
                Further(root).Except(asks.Models.Select(m => m.Name)).ShouldBe([], Encoding.UTF8.GetString(body));
            }
        });

        named.ShouldBeGreaterThan(Count / 50);
    }

    [Fact]
    public void A_plain_JSON_body_is_never_refused()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            var chance = new Random(seed);
            string name = "m" + chance.Next();
            string[] members = [$"\"model\":\"{name}\"", $"\"x{seed}\":{chance.NextDouble():R}", "\"messages\":[{\"model\":\"evil\",\"content\":\"\\ud83d\\ude00 \\\"model\\\"\"}]"];
            chance.Shuffle(members);

            Asking.Post("/v1/chat/completions", $"{{{string.Join(",", members)}}}").ShouldBe(name);
        }
    }

    [Fact]
    public void A_form_names_what_lenient_readers_find_first_and_last_or_is_refused()
    {
        int named = 0;
        Parallel.For(0, Count, seed =>
        {
            byte[] body = new RandomForm(new Random(seed)).Body();
            if (ModelResolver.Resolve(Asking.Request("POST", "/v1/audio/transcriptions", BodyFact.Whole(body), Form)) is ModelResolution.Asks asks)
            {
                Interlocked.Increment(ref named);
                Lenient(Encoding.Latin1.GetString(body)).Distinct().ShouldBe([asks.Models[0].Name], Encoding.Latin1.GetString(body));
            }
        });

        named.ShouldBeGreaterThan(Count / 200);
    }

    [Fact]
    public void A_path_that_some_upstream_reads_another_model_in_is_never_named_good()
    {
        int named = 0;
        Parallel.For(0, Count, seed =>
        {
            var chance = new Random(seed);
            string target = "/" + string.Concat(Enumerable.Range(0, chance.Next(1, 7)).Select(_ => Pieces[chance.Next(Pieces.Length)] + Joints[chance.Next(Joints.Length)])) + Pieces[chance.Next(Pieces.Length)];
            string[] parts = target.Split('?', 2);
            if (PathNormalizer.Normalize(parts[0]) is { } path
                && Asking.Text(ModelResolver.Resolve(new ModelRequest("POST", path, parts.Length > 1 ? "?" + parts[1] : "", [Json], BodyFact.Whole("""{"model":"good"}"""u8.ToArray())))) == "good")
            {
                Interlocked.Increment(ref named);
                Readings(path).Where(reading => NamesEvil().IsMatch(reading)).ShouldBe([], path);
            }
        });

        named.ShouldBeGreaterThan(Count / 200);
    }

    [Fact]
    public void No_request_throws()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            var chance = new Random(seed);
            string Any(int length) => string.Concat(Enumerable.Range(0, chance.Next(length)).Select(_ => (char)chance.Next(chance.Next(4) == 0 ? 0x10000 : 0x80)));
            string[] targets = ["", "/", "*", Any(30), "/v1/chat/completions", "/v1/audio/transcriptions", "/v1/models/" + Any(9) + ":predict", "/model/" + Any(9) + "/invoke", "/" + Any(9) + "/realtime"];
            HeaderField[] headers = [new("content-type", chance.Next(2) == 0 ? Any(40) : "multipart/form-data; boundary=" + Any(5)), new("content-encoding", new[] { "gzip", "br", "deflate", "identity", Any(5) }[chance.Next(5)])];
            byte[] body = Encoding.Unicode.GetBytes(Any(60));

            Should.NotThrow(() => ModelResolver.Resolve(new ModelRequest(new[] { "POST", "GET", "DELETE", Any(4) }[chance.Next(4)], targets[chance.Next(targets.Length)], chance.Next(2) == 0 ? "" : "?" + Any(20), headers, BodyFact.Whole(body))), $"{seed}");
        }
    }

    /// <summary>Models that the body names beside its own, by the document.</summary>
    private static IEnumerable<string> Further(JsonElement root) =>
        root.EnumerateObject().Where(m => m.Name is "models" or "fallbacks" or "tools" && m.Value.ValueKind == JsonValueKind.Array).SelectMany(m => m.Value.EnumerateArray())
            .SelectMany(item => item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().Where(m => m.Name == "model" && m.Value.ValueKind == JsonValueKind.String).Select(m => m.Value.GetString()!) : []);

    /// <summary>Values of all that some reader may take for the part: any line end, the boundary anywhere, names in any spelling.</summary>
    private static IEnumerable<string> Lenient(string body) =>
        Boundaries().Split(body).Select(part => HeadEnd().Split(part.TrimStart('\r', '\n'), 2)).Where(part => part.Length == 2 && PartName().Matches(part[0]).Any(m => m.Groups["name"].Value.Split('[')[0].Trim().Equals("model", StringComparison.OrdinalIgnoreCase)))
            .Select(part => part[1].Trim('\r', '\n'));

    private static IEnumerable<string> Readings(string path)
    {
        string once = PercentEncoding.Decode(path);
        string twice = PercentEncoding.Decode(once);
        foreach (string reading in new[] { path, once, twice })
        {
            string slashes = Slashes().Replace(Parameters().Replace(reading, ""), "/");
            yield return slashes;
            yield return PathNormalizer.Normalize(slashes) ?? "";
            yield return slashes.Split('?', '#')[0];
        }
    }

    [GeneratedRegex("--B")]
    private static partial Regex Boundaries();

    [GeneratedRegex("\r?\n\r?\n")]
    private static partial Regex HeadEnd();

    [GeneratedRegex("[; ]name\\*?=(?:utf-8'')?[\"']?(?<name>[^\"';\r\n]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex PartName();

    [GeneratedRegex("[/\\\\]+")]
    private static partial Regex Slashes();

    [GeneratedRegex(";[^/\\\\]*")]
    private static partial Regex Parameters();

    /// <summary>As providers read paths, in whatever case.</summary>
    [GeneratedRegex("/(deployments|engines|models|model|endpoints)/evil(:generateContent|/|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NamesEvil();
}
