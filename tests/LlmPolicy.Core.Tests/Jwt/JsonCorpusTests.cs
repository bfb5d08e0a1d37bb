using System.Text;

namespace LlmPolicy.Tests;

/// <summary>JSONTestSuite's files as headers and payloads of tokens that are signed well.</summary>
public sealed class JsonCorpusTests
{
    private static readonly SigningKey Key = Keys.Hmac;

    private static readonly CompiledPolicy Policy = JwtPolicies.With(Key.PublicKey);

    /// <summary>Envoy refuses what stands twice in an object, which the suite allows.</summary>
    private static readonly string[] Doubled = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

    [Fact]
    [AbuseCase("T12")]
    public void What_is_no_JSON_is_never_forwarded()
    {
        var files = Files("n_", 188);

        files.Where(f => Decide(f).Outcome != PolicyOutcome.Respond).Select(f => f.Name).ShouldBe([]);
    }

    [Fact]
    public void An_object_that_is_JSON_is_forwarded_and_what_is_no_object_is_not()
    {
        foreach (var file in Files("y_", 95))
        {
            bool isObject = Encoding.UTF8.GetString(file.Bytes).TrimStart().StartsWith('{') && !Doubled.Contains(file.Name);

            (Decide(file).Outcome == PolicyOutcome.Forward).ShouldBe(isObject, file.Name);
        }
    }

    [Fact]
    public void What_may_be_JSON_gets_an_answer()
    {
        Files("i_", 35).ShouldAllBe(f => Decide(f).Reason.Length > 0);
    }

    [Fact]
    public void No_file_is_a_header()
    {
        foreach (var file in Files("", 318))
        {
            Policy.Decide(Requests.WithToken(Key.SignParts(SigningKey.Encode(file.Bytes), SigningKey.Encode("{}")))).ShouldRespond(401);
        }
    }

    [Fact]
    public void No_file_is_a_key_set()
    {
        Files("", 318).ShouldAllBe(f => Policy.ReadKeys(Encoding.UTF8.GetString(f.Bytes)) == null);
    }

    private static PolicyDecision Decide((string Name, byte[] Bytes) file) =>
        Policy.Decide(Requests.WithToken(Key.SignParts(SigningKey.Encode("""{"alg":"HS256"}"""), SigningKey.Encode(file.Bytes))));

    private static List<(string Name, byte[] Bytes)> Files(string prefix, int count)
    {
        List<(string Name, byte[] Bytes)> files =
            [.. Directory.GetFiles(Repository.Corpus("JSONTestSuite", "test_parsing"), $"{prefix}*.json").Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))];
        files.Count.ShouldBe(count);
        return files;
    }
}
