using System.Text;

namespace LlmPolicy.Tests;

/// <summary>What is estimated of an answer, and what is not.</summary>
public sealed class UsageEstimateTests
{
    private const string Cut = "data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\", world\"}}]}\n\n";

    [Theory]
    [InlineData(LlmAnswerEnd.ClientLeft)]
    [InlineData(LlmAnswerEnd.UpstreamBroke)]
    [InlineData(LlmAnswerEnd.Whole)]
    public void Text_without_a_report_is_a_token_for_four_bytes(LlmAnswerEnd end)
    {
        var usage = Estimate(Cut, end);

        // 12 bytes.
        (usage.Source, usage.End, usage.Input, usage.Output, usage.Total, usage.Model).ShouldBe((LlmUsageSource.Estimated, end, null, 3, 3, "m"));
    }

    [Fact]
    public void A_token_that_is_begun_counts() => Estimate("""{"choices":[{"message":{"content":"Hello"}}]}""").Output.ShouldBe(2);

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"Hello"}}],"usage":{"prompt_tokens":4,"completion_tokens":9,"total_tokens":13}}""")]
    [InlineData("""{"choices":[{"message":{"content":"Hello"}}],"usage":{"prompt_tokens":4,"completion_tokens":0,"total_tokens":4}}""")]
    [InlineData("""{"data":[{"embedding":[0.5]}],"model":"e"}""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    public void What_is_reported_or_has_no_text_is_not_estimated(string body) => Estimate(body).ShouldBe(Reading.Of(body));

    [Fact]
    public void Text_behind_the_report_of_a_cut_answer_is_added_to_it()
    {
        string stream = Reading.Events(
            """{"type":"message_start","message":{"model":"claude","usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}}""",
            """{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hello, world"}}""");

        var usage = Estimate(stream, LlmAnswerEnd.ClientLeft);

        (usage.Source, usage.Input, usage.CachedRead, usage.Output, usage.Total).ShouldBe((LlmUsageSource.Estimated, 15, 5, 4, 19));
    }

    [Fact]
    public void The_report_of_a_whole_answer_is_of_all_its_text()
    {
        string stream = Reading.Events(
            """{"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":9,"total_tokens":13}}""", """{"choices":[{"delta":{"content":"late"}}]}""");

        Estimate(stream).Output.ShouldBe(9);
    }

    [Fact]
    public void A_header_that_counts_is_of_all_text_of_a_cut_answer_too()
    {
        using LlmUsageReader reader = new(new(200, [new("x-prompt-tokens", "4"), new("x-generated-tokens", "9")]));
        reader.Read("""[{"generated_text":"Hello, wo"""u8);

        var usage = reader.CompleteOrEstimate(LlmAnswerEnd.UpstreamBroke);

        (usage.Source, usage.Output).ShouldBe((LlmUsageSource.Header, 9));
    }

    [Fact]
    public void Of_a_refusal_nothing_is_estimated()
    {
        using LlmUsageReader reader = new(new(500, []));
        reader.Read("""{"choices":[{"message":{"content":"Hello"}}]}"""u8);

        reader.CompleteOrEstimate(LlmAnswerEnd.Whole).Output.ShouldBe(0);
    }

    [Fact]
    public void An_estimator_of_the_apps_is_shown_each_piece_of_text_and_no_other()
    {
        Words words = new();
        string stream = Cut + Reading.Events("""{"type":"response.audio.delta","delta":"QUJDRA=="}""", """{"choices":[{"delta":{"reasoning_content":"\u00e9\n"}}]}""", """{"id":"not text"}""");

        Estimate(stream, LlmAnswerEnd.ClientLeft, words).Output.ShouldBe(3);

        words.Seen.ShouldBe(["m: Hello", "m: , world", "m: é\n"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void An_estimator_is_shown_the_text_of_a_compressed_answer(string coding)
    {
        Words words = new();
        using LlmUsageReader reader = new(new(200, [new("content-encoding", coding)]), words);
        reader.Read(Reading.Coded(Encoding.UTF8.GetBytes(Cut), coding));

        reader.CompleteOrEstimate(LlmAnswerEnd.ClientLeft).Output.ShouldBe(2);
    }

    [Fact]
    public void What_an_estimator_does_not_see_counts_at_the_rate_of_what_it_saw()
    {
        // Ten thousand bytes are too many to be kept; of the eight that were shown each two are a token.
        string stream = Reading.Events("""{"choices":[{"delta":{"content":"12345678"}}]}""", $$$"""{"choices":[{"delta":{"content":"{{{new string('x', 10_000)}}}"}}]}""");

        InPieces(stream, 1000, new Pairs()).Output.ShouldBe(5004);
        InPieces(stream, 1000, null).Output.ShouldBe(2502);
    }

    [Fact]
    public void An_estimator_that_throws_leaves_the_bytes()
    {
        Estimate(Cut, LlmAnswerEnd.ClientLeft, new Throwing()).Output.ShouldBe(3);
    }

    [Fact]
    public void A_second_call_says_the_same()
    {
        using LlmUsageReader reader = new(new(200, []));
        reader.Read(Encoding.UTF8.GetBytes(Cut));

        reader.CompleteOrEstimate(LlmAnswerEnd.ClientLeft).ShouldBe(reader.CompleteOrEstimate(LlmAnswerEnd.Whole));
        reader.Complete(LlmAnswerEnd.Whole).Output.ShouldBe(3);
    }

    private static LlmUsage Estimate(string body, LlmAnswerEnd end = LlmAnswerEnd.Whole, ILlmTokenEstimator? estimator = null)
    {
        using LlmUsageReader reader = new(new(200, []), estimator);
        reader.Read(Encoding.UTF8.GetBytes(body));
        return reader.CompleteOrEstimate(end);
    }

    private static LlmUsage InPieces(string body, int size, ILlmTokenEstimator? estimator)
    {
        using LlmUsageReader reader = new(new(200, []), estimator);
        foreach (byte[] piece in Encoding.UTF8.GetBytes(body).Chunk(size))
        {
            reader.Read(piece);
        }

        return reader.CompleteOrEstimate(LlmAnswerEnd.Whole);
    }

    private sealed class Words : ILlmTokenEstimator
    {
        public List<string> Seen { get; } = [];

        public int Count(ReadOnlySpan<byte> text, string? model)
        {
            Seen.Add($"{model}: {Encoding.UTF8.GetString(text)}");
            return 1;
        }
    }

    private sealed class Pairs : ILlmTokenEstimator
    {
        public int Count(ReadOnlySpan<byte> text, string? model) => text.Length / 2;
    }

    private sealed class Throwing : ILlmTokenEstimator
    {
        public int Count(ReadOnlySpan<byte> text, string? model) => throw new InvalidOperationException();
    }
}
