using System.Text;

namespace LlmPolicy.Tests;

/// <summary>Answers that real providers gave.</summary>
public sealed class RecordedAnswerTests
{
    [Fact]
    public void Every_recorded_answer_used_what_its_label_says()
    {
        var answers = RecordedAnswer.All();

        answers.Count.ShouldBeGreaterThan(1500);
        Wrong(answers, a => Reading.Of(a.Body, a.Status, a.Headers)).ShouldBe([]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void In_pieces_of_any_size_it_is_the_same(int size)
    {
        Changed(RecordedAnswer.All(), a => Reading.InPieces(a.Body, size, a.Status, a.Headers)).ShouldBe([]);
    }

    [Fact]
    [AbuseCase("B3")]
    public void Split_at_any_byte_it_is_the_same()
    {
        var answers = RecordedAnswer.OneOfEachForm();

        answers.Count.ShouldBeGreaterThan(50);
        foreach (var answer in answers)
        {
            var whole = Reading.Of(answer.Body, answer.Status, answer.Headers);
            for (int at = 0; at < answer.Body.Length; at++)
            {
                if (Reading.Split(answer.Body, at, answer.Status, answer.Headers) is var split && split != whole)
                {
                    split.ShouldBe(whole, $"{answer.Number} split at {at}");
                }
            }
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void With_any_line_end_it_is_the_same(string end)
    {
        byte[] With(byte[] body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).ReplaceLineEndings("\n").Replace("\n", end, StringComparison.Ordinal));

        Changed(RecordedAnswer.All(), a => Reading.Of(With(a.Body), a.Status, a.Headers)).ShouldBe([]);
        Changed(RecordedAnswer.OneOfEachForm(), a => Reading.InPieces(With(a.Body), 1, a.Status, a.Headers)).ShouldBe([]);
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("deflate", "deflate")]
    [InlineData("deflate", "raw deflate")]
    public void Compressed_it_is_the_same(string name, string coding)
    {
        LlmUsage Compressed(RecordedAnswer a, int size) => Reading.InPieces(Reading.Coded(a.Body, coding), size, a.Status, [.. a.Headers, new("Content-Encoding", name)]);

        Changed(RecordedAnswer.All(), a => Compressed(a, int.MaxValue)).ShouldBe([]);
        Changed(RecordedAnswer.OneOfEachForm(), a => Compressed(a, 1)).ShouldBe([]);
    }

    [Fact]
    public void Cut_at_any_byte_it_says_what_was_reported_as_a_whole_before()
    {
        foreach (var answer in RecordedAnswer.OneOfEachForm())
        {
            var (before, next) = (Counts(answer, 0), Counts(answer, 0));
            for (int at = 1; at <= answer.Body.Length; at++)
            {
                var cut = Counts(answer, at);
                if (cut == next)
                {
                    continue;
                }

                // A report came in one step: at its object's end, and not member by member.
                answer.Body[at - 1].ShouldBeOneOf([(byte)'}', (byte)']', (byte)'{', (byte)'"'], $"{answer.Number} cut at {at}: {before} -> {cut}");
                (before, next) = (next, cut);
            }

            next.ShouldBe(Reading.Of(answer.Body, answer.Status, answer.Headers).Compared(), answer.Number);
        }
    }

    private static LlmUsage Counts(RecordedAnswer answer, int length) => Reading.Of(answer.Body[..length], answer.Status, answer.Headers).Compared();

    private static IEnumerable<string> Wrong(IEnumerable<RecordedAnswer> answers, Func<RecordedAnswer, LlmUsage> read) => answers
        .Select(a => (a.Number, Read: read(a).Compared(), Expected: RecordedUsage.Of(a)))
        .Where(x => x.Read != x.Expected)
        .Select(x => $"{x.Number}: {x.Read}, not {x.Expected}");

    private static IEnumerable<string> Changed(IEnumerable<RecordedAnswer> answers, Func<RecordedAnswer, LlmUsage> read) => answers
        .Select(a => (a.Number, Read: read(a), Whole: Reading.Of(a.Body, a.Status, a.Headers)))
        .Where(x => x.Read != x.Whole)
        .Select(x => $"{x.Number}: {x.Read}, not {x.Whole}");
}
