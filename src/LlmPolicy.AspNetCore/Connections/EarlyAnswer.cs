namespace LlmPolicy.Connections;

/// <summary>
/// A connection that is read while a request's body is written to it: an upstream may answer before it has read the body, and .NET's client
/// would find out only when all of it is sent. From the final answer on nothing more is sent; the connection is not used again.
/// </summary>
internal sealed class EarlyAnswer : IDisposable
{
    private const int Looked = 4 * 1024;

    private readonly Stream _connection;
    private readonly AnswerReader _answers;
    private readonly UpstreamExchange _exchange;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private ReadOnlyMemory<byte> _came;

    /// <param name="connection">What is written to.</param>
    /// <param name="answers">What is read.</param>
    /// <param name="exchange">What is told what is seen.</param>
    /// <param name="found">What another read has found that was under way; nothing, once nobody reads.</param>
    public EarlyAnswer(Stream connection, AnswerReader answers, UpstreamExchange exchange, Task<byte[]> found)
    {
        (_connection, _answers, _exchange) = (connection, answers, exchange);
        _looking = LookAsync(found);
    }

    /// <summary>Whether all that was seen has been read.</summary>
    public bool IsPassed => _looking.IsCompleted && _came.IsEmpty;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            await _connection.WriteAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Whoever closes in the middle of a body may have said why.
            await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!_stop.IsCancellationRequested)
            {
                throw;
            }
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_came.IsEmpty)
        {
            return await _answers.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _came.Length);
        _came[..count].CopyTo(buffer);
        _came = _came[count..];
        return count;
    }

    public void Dispose() => _stop.Dispose();

    private async Task LookAsync(Task<byte[]> found)
    {
        byte[] came = [];
        int count = 0;
        int start = 0;
        int status = 0;
        try
        {
            came = await found.ConfigureAwait(false);
            count = came.Length;
            Array.Resize(ref came, Math.Max(Looked, count));
            for (int read = 1; read > 0; count += read)
            {
                (start, status) = AnswerHead.FinalIn(came.AsSpan(0, count));
                if (start > 0)
                {
                    _exchange.Interim();
                }

                read = status > 0 || count == came.Length ? 0 : await _answers.ReadAsync(came.AsMemory(count), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException or AnswerRefusedException)
        {
            // The next read says so.
        }

        _came = came.AsMemory(0, count);
        // What is no answer by now never becomes one, or is the client's to look at.
        if (_exchange.Answer(status))
        {
            _came = status == 0 ? _came : Closing(came.AsSpan(0, count), start);
            try
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // So is the connection.
            }
        }
    }

    /// <summary>The answer with a header that keeps the connection, on which a body is missing, out of the pool.</summary>
    private static byte[] Closing(ReadOnlySpan<byte> came, int start)
    {
        int line = came[start..].IndexOf("\r\n"u8);
        return line < 0 ? came.ToArray() : [.. came[..(start + line)], .. "\r\nConnection: close"u8, .. came[(start + line)..]];
    }
}
