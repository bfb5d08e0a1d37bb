namespace LlmPolicy.Assurance.Properties;

/// <summary>Two threads that do the same thing at the same moment, again and again.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Thread _other;
    private volatile Action? _work;
    private volatile int _turn;
    private volatile int _ready;
    private volatile int _done;
    private volatile bool _isOver;

    public Pair()
    {
        _other = new Thread(Follow) { IsBackground = true };
        _other.Start();
    }

    /// <summary>What both made of it.</summary>
    public T[] Do<T>(Func<T> work)
    {
        T[] made = new T[2];
        Exception? failed = null;
        _ready = 0;
        _work = () =>
        {
            try
            {
                made[1] = work();
            }
            catch (Exception e)
            {
                failed = e;
            }
        };
        int turn = ++_turn;
        Meet();
        made[0] = work();
        for (SpinWait spin = default; _done != turn;)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return failed is null ? made : throw new InvalidOperationException("The other thread failed.", failed);
    }

    public void Dispose()
    {
        _isOver = true;
        _other.Join();
    }

    private void Follow()
    {
        for (int turn = 0; ;)
        {
            for (SpinWait spin = default; _turn == turn;)
            {
                if (_isOver)
                {
                    return;
                }

                spin.SpinOnce(sleep1Threshold: -1);
            }

            turn = _turn;
            Meet();
            _work!();
            _done = turn;
        }
    }

    /// <summary>Goes on once both are here: neither may sleep meanwhile.</summary>
    private void Meet()
    {
        Interlocked.Increment(ref _ready);
        for (SpinWait spin = default; _ready < 2;)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
