using System.Diagnostics;
using System.Diagnostics.Metrics;
using LlmPolicy.Guard;
using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Telemetry;

/// <summary>
/// The metrics of OpenTelemetry's conventions for generative AI, for calls that a gateway sends upstream and that are metered: it is their client. An app behind a guard that calls a
/// provider has a client of its own.
/// </summary>
internal sealed class InferenceMetrics : IDecisionObserver
{
    private static readonly InstrumentAdvice<long> Tokens = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864] };

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };

    private readonly ModelNames _models;
    private readonly TimeProvider _time;
    private readonly Instrument[] _all;
    private readonly Counter<long> _inputTokens;
    private readonly Counter<long> _outputTokens;
    private readonly Counter<long> _cacheReadTokens;
    private readonly Counter<long> _cacheWriteTokens;
    private readonly Counter<long> _reasoningTokens;
    private readonly Histogram<long> _inputOfOne;
    private readonly Histogram<long> _outputOfOne;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _timeToFirstChunk;
    private readonly Histogram<long>? _formerTokens;
    private readonly Histogram<double>? _formerDuration;

    public InferenceMetrics(IMeterFactory meters, ModelNames models, GenAiConventions conventions, TimeProvider time)
    {
        var meter = meters.Create(TelemetryNames.Source);
        (_models, _time) = (models, time);
        _inputTokens = Usage("input_tokens", "Input tokens used, with those of caches.");
        _outputTokens = Usage("output_tokens", "Output tokens used, with those of reasoning.");
        _cacheReadTokens = Usage("cache_read.input_tokens", "Input tokens read from a provider's cache.");
        _cacheWriteTokens = Usage("cache_write.input_tokens", "Input tokens written to a provider's cache.");
        _reasoningTokens = Usage("reasoning.output_tokens", "Output tokens used for reasoning.");
        _inputOfOne = meter.CreateHistogram("gen_ai.client.inference.operation.input_tokens", "{token}", "Input tokens of one call.", advice: Tokens);
        _outputOfOne = meter.CreateHistogram("gen_ai.client.inference.operation.output_tokens", "{token}", "Output tokens of one call.", advice: Tokens);
        _duration = meter.CreateHistogram("gen_ai.client.inference.duration", "s", "Time from sending a call to the end of its answer.", advice: Seconds);
        _timeToFirstChunk = meter.CreateHistogram("gen_ai.client.inference.time_to_first_chunk", "s", "Time from sending a call to the first bytes of its stream.", advice: Seconds);
        if (conventions.HasFormerNames)
        {
            _formerTokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of one call, by type (conventions v1.36.0).", advice: Tokens);
            _formerDuration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time of one call (conventions v1.36.0).", advice: Seconds);
        }

        _all =
        [
            .. new Instrument?[]
            {
                _inputTokens, _outputTokens, _cacheReadTokens, _cacheWriteTokens, _reasoningTokens, _inputOfOne, _outputOfOne, _duration, _timeToFirstChunk, _formerTokens, _formerDuration,
            }.OfType<Instrument>(),
        ];

        Counter<long> Usage(string name, string description) => meter.CreateCounter<long>($"gen_ai.client.inference.usage.{name}", "{token}", description);
    }

    /// <summary>An answer is asked for: what takes its times; null while nobody listens.</summary>
    /// <param name="response">The answer, as its client gets it.</param>
    public AnswerTimes? Begin(HttpResponse response) => Array.Exists(_all, static instrument => instrument.Enabled) ? new AnswerTimes(_time, response) : null;

    public void Settled(ILlmPolicyFeature decided)
    {
    }

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
        if (decided is not PolicyState { Meter.Times: { } times } state || InferenceCall.Of(state, _models) is not { } call)
        {
            return;
        }

        var usage = completion.Usage;
        TagList tags = new() { { InferenceCall.OperationName, call.Operation.Name }, { InferenceCall.ProviderName, call.Operation.Provider } };
        AddModels(ref tags, call, state, usage);
        Count(usage, tags);
        if (times.ToFirstChunk is { } first)
        {
            // The conventions have no error here.
            _timeToFirstChunk.Record(first.TotalSeconds, tags);
        }

        if (InferenceCall.ErrorOf(completion) is { } error)
        {
            tags.Add(InferenceCall.ErrorType, error);
        }

        _inputOfOne.Record(usage?.Input ?? 0, tags);
        _outputOfOne.Record(InferenceCall.OutputOf(usage) ?? 0, tags);
        _duration.Record(times.Total.TotalSeconds, tags);
        RecordFormer(call, state, completion, times.Total);
    }

    private void Count(LlmUsage? usage, in TagList tags)
    {
        // A provider that tells no modality leaves it open whether all of it was text.
        bool isTold = usage is { AudioInput: > 0 } or { AudioOutput: > 0 } or { ImageInput: > 0 } or { ImageOutput: > 0 };
        string rest = isTold ? "text" : "unknown";
        CountBy(_inputTokens, usage?.Input ?? 0, usage?.AudioInput ?? 0, usage?.ImageInput ?? 0, rest, tags);
        CountBy(_outputTokens, InferenceCall.OutputOf(usage) ?? 0, usage?.AudioOutput ?? 0, usage?.ImageOutput ?? 0, rest, tags);
        Add(_cacheReadTokens, usage?.CachedRead ?? 0, "unknown", tags);
        Add(_cacheWriteTokens, usage?.CachedWrite ?? 0, "unknown", tags);
        Add(_reasoningTokens, usage?.Reasoning ?? 0, "unknown", tags);
    }

    private static void CountBy(Counter<long> counter, long all, long audio, long image, string rest, in TagList tags)
    {
        Add(counter, Math.Max(0, all - audio - image), rest, tags);
        if (audio > 0)
        {
            Add(counter, audio, "audio", tags);
        }

        if (image > 0)
        {
            Add(counter, image, "image", tags);
        }
    }

    private static void Add(Counter<long> counter, long tokens, string modality, TagList tags)
    {
        tags.Add("gen_ai.token.modality", modality);
        counter.Add(tokens, tags);
    }

    private void RecordFormer(InferenceCall call, PolicyState state, RequestCompletion completion, TimeSpan total)
    {
        if (_formerTokens is null || _formerDuration is null)
        {
            return;
        }

        TagList tags = new() { { InferenceCall.OperationName, call.Operation.Name }, { InferenceCall.FormerSystem, call.Operation.Provider } };
        AddModels(ref tags, call, state, completion.Usage);
        TagList timed = tags;
        if (InferenceCall.ErrorOf(completion) is { } error)
        {
            timed.Add(InferenceCall.ErrorType, error);
        }

        _formerDuration.Record(total.TotalSeconds, timed);
        if (completion.Usage is { Input: { } input })
        {
            Record(input, "input", tags);
        }

        if (InferenceCall.OutputOf(completion.Usage) is { } output)
        {
            Record(output, "output", tags);
        }

        void Record(long tokens, string type, TagList typed)
        {
            typed.Add("gen_ai.token.type", type);
            _formerTokens.Record(tokens, typed);
        }
    }

    private void AddModels(ref TagList tags, InferenceCall call, PolicyState state, LlmUsage? usage)
    {
        if (call.Model is { } asked)
        {
            tags.Add(InferenceCall.RequestModel, asked);
        }

        if (usage?.Model is { } answered)
        {
            tags.Add(InferenceCall.ResponseModel, _models.Of(state.Generation.Policy, answered));
        }
    }
}
