using System.Buffers;
using System.Text;
using LlmPolicy.Bodies;

namespace LlmPolicy.TestKinds;

/// <summary>Keeps what it sees.</summary>
internal sealed class Witness : IResponseBodyObserver
{
    private readonly StringBuilder _seen = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Ends { get; private set; }

    public string Seen => _seen.ToString();

    public void OnBytes(ReadOnlySpan<byte> bytes) => _seen.Append(Encoding.Latin1.GetString(bytes));

    public void OnEnd()
    {
        Ends++;
        _ended.TrySetResult();
    }

    /// <summary>What has not come by then never will: a failure, not a measure.</summary>
    public Task UntilEndedAsync() => _ended.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}

/// <summary>Puts a word in another's place; what may be the beginning of the word is held back.</summary>
internal sealed class Replacing(string word, string with) : IResponseBodyFilter
{
    private readonly StringBuilder _held = new();

    public void OnBytes(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        _held.Append(Encoding.Latin1.GetString(bytes)).Replace(word, with);
        string text = _held.ToString();
        int kept = Enumerable.Range(1, word.Length - 1).LastOrDefault(length => text.EndsWith(word[..length], StringComparison.Ordinal));
        output.Write(Encoding.Latin1.GetBytes(text[..^kept]));
        _held.Clear().Append(text[^kept..]);
    }

    public void OnEnd(IBufferWriter<byte> output) => output.Write(Encoding.Latin1.GetBytes(_held.ToString()));
}
