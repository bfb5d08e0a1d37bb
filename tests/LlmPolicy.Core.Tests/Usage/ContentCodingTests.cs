using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Answers under a content coding.</summary>
public sealed class ContentCodingTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        Reading.Events([.. Enumerable.Range(0, 200).Select(i => $$$"""{"choices":[{"delta":{"content":"word{{{i * 7919 % 100}}}"}}]}"""), """{"usage":{"prompt_tokens":5,"completion_tokens":6}}"""]));

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("GZip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("deflate", "deflate")]
    [InlineData("deflate", "raw deflate")]
    [InlineData("identity, br", "br")]
    [InlineData("gzip, identity", "gzip")]
    public void It_is_read_split_anywhere(string name, string coding)
    {
        byte[] coded = Reading.Coded(Body, coding);

        var usage = Reading.InPieces(coded, 1, 200, new HeaderField("Content-Encoding", name));

        (usage.Total, usage.TextBytesUnreported).ShouldBe((11, 0));
        usage.ShouldBe(Reading.Of(Body));
        for (int at = 0; at < coded.Length; at += 13)
        {
            Reading.Split(coded, at, 200, new HeaderField("Content-Encoding", name)).ShouldBe(usage);
        }
    }

    [Fact]
    public void Two_codings_are_taken_off_in_turn()
    {
        byte[] coded = Reading.Coded(Reading.Coded(Body, "gzip"), "br");

        Reading.InPieces(coded, 10, 200, new HeaderField("content-encoding", "gzip, br")).Total.ShouldBe(11);
        Reading.InPieces(coded, 10, 200, new HeaderField("content-encoding", "gzip"), new HeaderField("content-encoding", "br")).Total.ShouldBe(11);
    }

    [Fact]
    public void Members_of_gzip_follow_each_other()
    {
        byte[] coded = [.. Reading.Coded(Body[..1000], "gzip"), .. Reading.Coded(Body[1000..], "gzip")];

        Reading.InPieces(coded, 1, 200, new HeaderField("content-encoding", "gzip")).ShouldBe(Reading.Of(Body));
        Reading.InPieces(coded, 5000, 200, new HeaderField("content-encoding", "gzip")).ShouldBe(Reading.Of(Body));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void What_was_flushed_is_read_at_once(string coding)
    {
        byte[] first = Encoding.UTF8.GetBytes(Reading.Events("""{"usage":{"prompt_tokens":5,"completion_tokens":6}}""").PadRight(300, '\n'));
        byte[] coded = Reading.Coded([.. first, .. Body], coding);
        int flushed = Reading.Coded(first, coding).Length;

        Reading.Of(coded[..flushed], 200, new HeaderField("content-encoding", coding)).Total.ShouldBe(11);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Cut_it_says_what_it_had_said(string coding)
    {
        byte[] coded = Reading.Coded([.. Encoding.UTF8.GetBytes(Reading.Events("""{"usage":{"prompt_tokens":1,"completion_tokens":2}}""").PadRight(300, '\n')), .. Body], coding);

        long?[] totals = [.. Enumerable.Range(0, coded.Length + 1).Select(at => Reading.Of(coded[..at], 200, new HeaderField("content-encoding", coding)).Total)];

        totals.Distinct().ShouldBe([null, 3, 11]);
        totals.ShouldBe(totals.OrderBy(t => t ?? 0));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, gzip, gzip")]
    [InlineData("gzip, zstd")]
    public void A_coding_that_is_not_known_says_nothing(string coding)
    {
        LlmUsageReader.ContentCodings.ShouldNotContain(coding);
        Reading.Of(Body, 200, new HeaderField("content-encoding", coding)).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Bytes_that_are_not_so_coded_say_nothing_and_no_more_is_read(string coding)
    {
        LlmUsageReader.ContentCodings.ShouldContain(coding);
        Reading.Of(Body, 200, new HeaderField("content-encoding", coding)).Source.ShouldBe(LlmUsageSource.Missing);
        Reading.InPieces([.. Reading.Coded(Body, coding)[..200], .. Body, .. Body], 50, 200, new HeaderField("content-encoding", coding)).End.ShouldBe(LlmAnswerEnd.Whole);
    }

    [Fact]
    public void A_dictionary_that_nobody_agreed_on_says_nothing()
    {
        Reading.InPieces([0x78, 0x20, 1, 2, 3, 4, .. Body], 10, 200, new HeaderField("content-encoding", "deflate")).Source.ShouldBe(LlmUsageSource.Missing);
    }

    [Fact]
    public void A_reader_that_was_given_up_reads_no_more()
    {
        foreach (string coding in LlmUsageReader.ContentCodings)
        {
            byte[] coded = Reading.Coded(Body, coding);
            LlmUsageReader reader = new(new(200, [new("content-encoding", coding)]));
            reader.Read(coded.AsSpan(0, 20));
            reader.Dispose();

            reader.Read(coded.AsSpan(20));

            reader.Complete(LlmAnswerEnd.ClientLeft).Source.ShouldBe(LlmUsageSource.Missing);
        }
    }
}
