using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmPolicy.Assurance.Dependencies;

/// <summary>A server on a bare socket that does with each request's connection what a test says: an upstream, or a key server. It counts what arrives, and keeps nothing of it.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly Signals _signals = new();
    private readonly Task _accepting;
    private volatile Func<Arrival, Task> _behaviour;
    private int _arrivals;
    private int _connections;
    private int _open;
    private int _busy;

    public HostileServer(Func<Arrival, Task> behaviour)
    {
        _behaviour = behaviour;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>An answer that has all that one needs.</summary>
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /// <summary>A server that does nothing odd.</summary>
    public static HostileServer Sound() => new(request => request.SendAsync(Ok));

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it does from the next request on.</summary>
    public Func<Arrival, Task> Behaviour { set => _behaviour = value; }

    /// <summary>How many requests have arrived.</summary>
    public int Arrivals => Volatile.Read(ref _arrivals);

    /// <summary>How many connections were made to it.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Waits until so many requests have arrived.</summary>
    public Task ArrivedAsync(int count) => _signals.UntilAsync(() => Arrivals >= count);

    /// <summary>Waits until it is done with all requests, one way or the other.</summary>
    public Task IdleAsync() => _signals.UntilAsync(() => Volatile.Read(ref _busy) == 0);

    /// <summary>Waits until nobody is connected.</summary>
    public Task ClosedAsync() => _signals.UntilAsync(() => Volatile.Read(ref _open) == 0);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_serving.Keys);
        _listener.Stop();
        _stop.Dispose();
        _failures.ShouldBeEmpty();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                Interlocked.Increment(ref _open);
                Task serving = ServeAsync(socket);
                _serving[serving] = true;
                _ = serving.ContinueWith(task => _serving.TryRemove(task, out _), TaskScheduler.Default);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        try
        {
            await using NetworkStream stream = new(socket, ownsSocket: true);
            await using CancellationTokenRegistration stopped = _stop.Token.Register(stream.Dispose);
            RequestReader requests = new(stream);
            while (await requests.NextAsync(_stop.Token) is { } request)
            {
                Interlocked.Increment(ref _arrivals);
                Interlocked.Increment(ref _busy);
                _signals.Tell();
                try
                {
                    // What a failed test never lets go of ends with the server.
                    await _behaviour(new Arrival(stream, request, requests, _stop.Token)).WaitAsync(_stop.Token);
                }
                finally
                {
                    Interlocked.Decrement(ref _busy);
                    _signals.Tell();
                }
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            _failures.Enqueue(e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            _signals.Tell();
        }
    }

    /// <summary>Reads requests, one after the other. A body with a length belongs to its request; any other is left to whoever wants it.</summary>
    internal sealed class RequestReader(Stream stream)
    {
        private byte[] _buffer = new byte[4 * 1024];
        private int _count;

        /// <summary>The next request, head and body; null where the connection ends.</summary>
        public async Task<string?> NextAsync(CancellationToken cancellationToken)
        {
            int length;
            while ((length = LengthOfNext()) == 0)
            {
                if (_count == _buffer.Length)
                {
                    Array.Resize(ref _buffer, 2 * _count);
                }

                int read = await stream.ReadAsync(_buffer.AsMemory(_count), cancellationToken);
                if (read == 0)
                {
                    return null;
                }

                _count += read;
            }

            string request = Encoding.Latin1.GetString(_buffer, 0, length);
            Drop(length);
            return request;
        }

        /// <summary>Reads on and throws away; so many bytes at least, or to the connection's end. How many there were.</summary>
        public async Task<long> SkipAsync(long atLeast, CancellationToken cancellationToken)
        {
            long skipped = _count;
            _count = 0;
            while (skipped < atLeast && await stream.ReadAsync(_buffer, cancellationToken) is > 0 and var read)
            {
                skipped += read;
            }

            return skipped;
        }

        private int LengthOfNext()
        {
            int head = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return 0;
            }

            int length = head + 4 + BodyLength(Encoding.Latin1.GetString(_buffer, 0, head));
            return length <= _count ? length : 0;
        }

        private static int BodyLength(string head) => Arrival.Header(head, "content-length") is { } length
            ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)
            : 0;

        private void Drop(int length)
        {
            _buffer.AsSpan(length, _count - length).CopyTo(_buffer);
            _count -= length;
        }
    }
}
