using System.Buffers.Binary;
using System.Text;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Usage;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Of whatever has no end in an answer that is metered, no more is kept than the limit; what stands behind it is metered where docs/limits.md says that its length alone counts.</summary>
public sealed class EndlessAnswerTests
{
    private const string Used = """{"model":"m","usage":{"prompt_tokens":40,"completion_tokens":60,"total_tokens":100}}""";

    private const int Most = 256 * 1024;

    private static readonly long Kept = 3 * LimitsDocument.Value("JsonDocuments.LongestToken");

    /// <summary>Where a value without an end may stand.</summary>
    private static readonly (string Named, string Before)[] Places =
    [
        ("at the top", ""), ("in a list", "["), ("a member", """{"id":"""), ("the model", """{"model":"""), ("a count", """{"usage":{"prompt_tokens":"""),
        ("a detail", """{"usage":{"completion_tokens_details":{"reasoning_tokens":"""), ("a text", """{"choices":[{"message":{"content":"""), ("a delta", """{"choices":[{"delta":{"content":"""),
        ("deep", """{"a":[{"b":[{"c":[{"d":"""),
    ];

    /// <summary>How each kind of value may begin, and go on.</summary>
    private static readonly (string Named, string Begins, string GoesOn)[] Values =
    [
        ("a string", "\"", "a"), ("an escaped string", "\"", "\\u0041"), ("a string of two bytes a letter", "\"", "\u00c3\u00a4"), ("escaped quotes", "\"", "\\\""), ("escaped escapes", "\"", "\\\\"),
        ("a number", "1", "1"), ("a negative number", "-1", "0"), ("a fraction", "0.1", "0"), ("an exponent", "1e1", "0"), ("a negative exponent", "1E-", "9"), ("zeros", "0", "0"),
        ("a literal", "tru", "e"), ("another literal", "nul", "l"), ("white space", "", " "), ("lines", "", "\n"), ("CR LF", "", "\r\n"), ("tabs", "", "\t"),
        ("lists", "", "["), ("objects", "", "{\"a\":"), ("items", "[1", ",1"), ("items that are strings", "[\"a\"", ",\"a\""), ("members", "{\"a\":1", ",\"a\":1"), ("a name", "{\"", "a"), ("an escaped name", "{\"", "\\u0062"),
        ("white space behind a name", "{\"a\"", " "), ("white space behind a value", "[1", " "), ("white space behind a colon", "{\"a\":", "\n"), ("a comment", "/*", "*"), ("a comment of a line", "//", "/"), ("commas", "[", ","), ("colons", "{\"a\"", ":"),
        ("NUL", "", "\0"), ("byte order marks", "", "\u00ef\u00bb\u00bf"), ("no JSON", "x", "x"), ("lines of no JSON", "", "x\n"), ("documents", "", "{}"), ("events", "", "{}\n\n"),
    ];

    private static readonly string[] Forms = ["application/json", "application/x-ndjson", "text/event-stream", "application/vnd.amazon.eventstream", "text/plain", ""];

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>([.. Values.Select(value => value.Named)], Forms);

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_more_of_it_is_kept_than_the_limit_however_it_is_cut(string named, string form)
    {
        var (_, begins, goesOn) = Values.Single(value => value.Named == named);
        foreach (var (place, before) in Places)
        {
            foreach (int piece in (int[])[97, 5_000, 100_000])
            {
                ShouldKeepLittle(form, Opened(form, $"{before}{begins}"), Latin(goesOn), piece, $"{named}, {place}, {piece} bytes at once");
            }
        }
    }

    /// <summary>The lines that events are made of.</summary>
    [Theory]
    [InlineData("", "a")]
    [InlineData(":", "a")]
    [InlineData(":", "\n:")]
    [InlineData("event: ", "a")]
    [InlineData("event: a", "\nevent: a")]
    [InlineData("id: ", "a")]
    [InlineData("retry: ", "1")]
    [InlineData("data: ", " ")]
    [InlineData("data: ", "a")]
    [InlineData("data: {\"a\":1", "\ndata: ")]
    [InlineData("data: {\"a\":[1", "\ndata: ,1")]
    [InlineData("data: {\"a\":1", "\ndata: 1")]
    [InlineData("data: {\"a\":\"", "\ndata: a")]
    [InlineData("", "\n")]
    [InlineData("", "\r")]
    [InlineData("", "\r\n")]
    [InlineData("", "data: {}\n\n")]
    [InlineData("", "data: {\n\n")]
    [InlineData("", "data: [DONE]\n\n")]
    public void No_more_of_an_event_is_kept_than_the_limit(string begins, string goesOn)
    {
        foreach (int piece in (int[])[3, 700, 5_000, 16_384, 100_000])
        {
            ShouldKeepLittle("text/event-stream", Latin(begins), Latin(goesOn), piece, $"{piece} bytes at once");
        }
    }

    /// <summary>Of these the length alone counts: what an answer used stands behind them.</summary>
    [Theory]
    [InlineData("\"id\":\"", "a", "\"")]
    [InlineData("\"id\":\"", "\\u0041", "\"")]
    [InlineData("\"", "a", "\":1")]
    [InlineData("\"id\":", " ", "1")]
    [InlineData("\"id\"", "\n", ":1")]
    [InlineData("\"id\":1", " ", "")]
    [InlineData("\"id\":[1", ",1", "]")]
    [InlineData("\"id\":{\"a\":1", ",\"a\":1", "}")]
    [InlineData("\"choices\":[{\"message\":{\"content\":\"", "a", "\"}}]")]
    public void What_an_answer_used_is_read_behind_it(string begins, string goesOn, string ends)
    {
        foreach (string form in (string[])["application/json", "text/event-stream", "application/x-ndjson"])
        {
            if (form != "application/json" && goesOn.Contains('\n', StringComparison.Ordinal))
            {
                continue;
            }

            foreach (int piece in (int[])[3, 700, 5_000, 16_384, 100_000])
            {
                using LlmUsageReader reader = new(Answer(form));
                reader.Read(Opened(form, "{" + begins));
                Feed(reader, Latin(goesOn), piece, 60_000, static _ => { });
                reader.Read(Latin($"{ends},{Used[1..]}\n\n"));

                reader.Complete(LlmAnswerEnd.Whole).Output.ShouldBe(60, $"{form}, {piece} bytes at once");
            }
        }
    }

    /// <summary>Whatever stood in an event, the next one is read.</summary>
    [Fact]
    public void What_an_answer_used_is_read_of_the_next_event()
    {
        foreach (var (named, begins, goesOn) in Values.Where(value => !value.GoesOn.Contains('\n', StringComparison.Ordinal)))
        {
            foreach (int piece in (int[])[3, 700, 16_384])
            {
                using LlmUsageReader reader = new(Answer("text/event-stream"));
                reader.Read(Latin("data: {\"id\":" + begins));
                Feed(reader, Latin(goesOn), piece, 60_000, static _ => { });
                reader.Read(Latin($"\n\ndata: {Used}\n\n"));

                reader.Complete(LlmAnswerEnd.Whole).Output.ShouldBe(60, $"{named}, {piece} bytes at once");
            }
        }
    }

    private static void ShouldKeepLittle(string form, byte[] begins, byte[] goesOn, int piece, string story)
    {
        using LlmUsageReader reader = new(Answer(form));
        reader.Read(begins);
        // Reading in small pieces is dear.
        Feed(reader, goesOn, piece, piece < 4096 ? Most / 8 : Most, fed => new Retained().Follow(reader).Bytes.ShouldBeLessThan(Kept, $"{form}: {story}, behind {fed} bytes"));
        reader.Complete(LlmAnswerEnd.Whole);
    }

    /// <summary>The same again and again, looked at now and then.</summary>
    private static void Feed(LlmUsageReader reader, byte[] goesOn, int piece, int count, Action<int> look)
    {
        byte[] all = new byte[count / goesOn.Length * goesOn.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = goesOn[i % goesOn.Length];
        }

        int next = Most / 16;
        for (int fed = 0; fed < all.Length;)
        {
            int taken = Math.Min(piece, all.Length - fed);
            reader.Read(all.AsSpan(fed, taken));
            fed += taken;
            if (fed >= next)
            {
                look(fed);
                next = 2 * fed;
            }
        }

        look(all.Length);
    }

    private static UpstreamAnswer Answer(string form) => new(200, form.Length == 0 ? [] : [new("content-type", form)]);

    /// <summary>The beginning of a document, as it stands in this form.</summary>
    private static byte[] Opened(string form, string begins) => form switch
    {
        "text/event-stream" => Latin($"data: {begins}"),
        "application/vnd.amazon.eventstream" => [.. Prelude(LimitsDocument.Value("AwsEventStream.LongestMessage")), .. Latin(begins)],
        _ => Latin(begins),
    };

    /// <summary>What a message of AWS's begins with: its length, that of its headers, and a checksum.</summary>
    private static byte[] Prelude(long length)
    {
        byte[] prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, (uint)length);
        Crc32 sum = default;
        sum.Add(prelude.AsSpan(0, 8));
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), sum.Value);
        return prelude;
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
