using System.Buffers;

namespace LlmPolicy.Bodies;

/// <summary>Those who look at a response's body, in the order in which they came: each gets what the one before it lets through.</summary>
internal sealed class ResponseStages
{
    private readonly List<Stage> _stages = [];

    /// <summary>Whether what is written may be other than what came.</summary>
    public bool Change { get; private set; }

    public void Add(IResponseBodyObserver observer) => _stages.Add(new Observed(observer));

    public void Add(IResponseBodyFilter filter)
    {
        Change = true;
        _stages.Add(new Filtered(filter));
    }

    /// <summary>The response begins.</summary>
    public void Start()
    {
        foreach (var stage in _stages)
        {
            stage.Start();
        }
    }

    /// <summary>What is written of the next bytes; it holds until the next call.</summary>
    public ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes)
    {
        foreach (var stage in _stages)
        {
            if (bytes.IsEmpty)
            {
                break;
            }

            bytes = stage.Pass(bytes);
        }

        return bytes;
    }

    /// <summary>What is written at the end.</summary>
    public ReadOnlyMemory<byte> End()
    {
        ReadOnlyMemory<byte> last = default;
        foreach (var stage in _stages)
        {
            last = stage.End(last);
        }

        return last;
    }

    private abstract class Stage
    {
        public abstract void Start();

        public abstract ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes);

        public abstract ReadOnlyMemory<byte> End(ReadOnlyMemory<byte> last);
    }

    private sealed class Observed(IResponseBodyObserver observer) : Stage
    {
        public override void Start() => observer.OnStart();

        public override ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes)
        {
            observer.OnBytes(bytes.Span);
            return bytes;
        }

        public override ReadOnlyMemory<byte> End(ReadOnlyMemory<byte> last)
        {
            if (!last.IsEmpty)
            {
                observer.OnBytes(last.Span);
            }

            observer.OnEnd();
            return last;
        }
    }

    private sealed class Filtered(IResponseBodyFilter filter) : Stage
    {
        private readonly ArrayBufferWriter<byte> _output = new();

        public override void Start() => filter.OnStart();

        public override ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> bytes)
        {
            _output.ResetWrittenCount();
            filter.OnBytes(bytes.Span, _output);
            return _output.WrittenMemory;
        }

        public override ReadOnlyMemory<byte> End(ReadOnlyMemory<byte> last)
        {
            _output.ResetWrittenCount();
            if (!last.IsEmpty)
            {
                filter.OnBytes(last.Span, _output);
            }

            filter.OnEnd(_output);
            return _output.WrittenMemory;
        }
    }
}
