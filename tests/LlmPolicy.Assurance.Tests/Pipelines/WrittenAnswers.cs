using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.FileProviders;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>What an app answers: the same in memory and in a file.</summary>
internal sealed record WrittenAnswer(byte[] Bytes, string Type, string File)
{
    public string Text { get; } = Encoding.UTF8.GetString(Bytes);
}

/// <summary>All the ways in which ASP.NET Core has an app write an answer.</summary>
internal static class WrittenAnswers
{
    /// <summary>Those that write the whole of it.</summary>
    public static IReadOnlyDictionary<string, Func<HttpContext, WrittenAnswer, Task>> Whole { get; } = new Dictionary<string, Func<HttpContext, WrittenAnswer, Task>>
    {
        ["WriteAsync"] = (context, answer) => context.Response.WriteAsync(answer.Text),
        ["WriteAsync by pieces"] = async (context, answer) =>
        {
            foreach (byte[] piece in answer.Bytes.Chunk(7))
            {
                await context.Response.WriteAsync(Encoding.UTF8.GetString(piece));
            }
        },
        ["Body.WriteAsync"] = (context, answer) => context.Response.Body.WriteAsync(answer.Bytes).AsTask(),
        ["Body.WriteAsync of a part of an array"] = (context, answer) => context.Response.Body.WriteAsync([0, .. answer.Bytes, 0], 1, answer.Bytes.Length),
        ["Body.Write"] = Synchronously((body, answer) => body.Write(answer.Bytes, 0, answer.Bytes.Length)),
        ["Body.Write of a span"] = Synchronously((body, answer) => body.Write(answer.Bytes.AsSpan())),
        ["Body.WriteByte"] = Synchronously((body, answer) => Array.ForEach(answer.Bytes, body.WriteByte)),
        ["Body.BeginWrite"] = (context, answer) => Task.Factory.FromAsync(context.Response.Body.BeginWrite, context.Response.Body.EndWrite, answer.Bytes, 0, answer.Bytes.Length, null),
        ["CopyTo"] = Synchronously((body, answer) => new MemoryStream(answer.Bytes).CopyTo(body)),
        ["CopyToAsync"] = (context, answer) => new MemoryStream(answer.Bytes).CopyToAsync(context.Response.Body),
        ["CopyToAsync of a file"] = async (context, answer) =>
        {
            await using FileStream file = File.OpenRead(answer.File);
            await file.CopyToAsync(context.Response.Body);
        },
        ["StreamWriter"] = async (context, answer) =>
        {
            await using StreamWriter writer = new(context.Response.Body, leaveOpen: true);
            await writer.WriteAsync(answer.Text);
        },
        ["a flush behind each piece"] = async (context, answer) =>
        {
            foreach (byte[] piece in answer.Bytes.Chunk(40))
            {
                await context.Response.Body.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
            }
        },
        ["BodyWriter.WriteAsync"] = (context, answer) => context.Response.BodyWriter.WriteAsync(answer.Bytes).AsTask(),
        ["BodyWriter.Write"] = (context, answer) =>
        {
            // Nobody flushes it but the server, at the end.
            context.Response.BodyWriter.Write(answer.Bytes);
            return Task.CompletedTask;
        },
        ["GetSpan and Advance"] = async (context, answer) =>
        {
            foreach (byte[] piece in answer.Bytes.Chunk(11))
            {
                piece.CopyTo(context.Response.BodyWriter.GetSpan(piece.Length));
                context.Response.BodyWriter.Advance(piece.Length);
            }

            await context.Response.BodyWriter.FlushAsync();
        },
        ["GetMemory once and Advance twice"] = (context, answer) =>
        {
            answer.Bytes.CopyTo(context.Response.BodyWriter.GetMemory(answer.Bytes.Length + 9_000));
            context.Response.BodyWriter.Advance(5);
            context.Response.BodyWriter.Advance(answer.Bytes.Length - 5);
            return Task.CompletedTask;
        },
        ["BodyWriter as a stream"] = (context, answer) => context.Response.BodyWriter.AsStream(leaveOpen: true).WriteAsync(answer.Bytes).AsTask(),
        ["a pipe copied"] = (context, answer) => PipeReader.Create(new ReadOnlySequence<byte>(answer.Bytes)).CopyToAsync(context.Response.BodyWriter),
        ["BodyWriter.CompleteAsync"] = async (context, answer) =>
        {
            await context.Response.BodyWriter.WriteAsync(answer.Bytes);
            await context.Response.BodyWriter.CompleteAsync();
        },
        ["BodyWriter.Complete"] = (context, answer) =>
        {
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            context.Response.BodyWriter.Write(answer.Bytes);
            context.Response.BodyWriter.Complete();
            return Task.CompletedTask;
        },
        ["a flush before anything"] = async (context, answer) =>
        {
            await context.Response.Body.FlushAsync();
            await context.Response.BodyWriter.WriteAsync(answer.Bytes);
        },
        ["a flush of the writer before anything"] = async (context, answer) =>
        {
            await context.Response.BodyWriter.FlushAsync();
            await context.Response.Body.WriteAsync(answer.Bytes);
        },
        ["StartAsync"] = async (context, answer) =>
        {
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(answer.Bytes);
        },
        ["CompleteAsync"] = async (context, answer) =>
        {
            await context.Response.Body.WriteAsync(answer.Bytes);
            await context.Response.CompleteAsync();
        },
        ["a length that is said"] = async (context, answer) =>
        {
            context.Response.ContentLength = answer.Bytes.Length;
            await context.Response.Body.WriteAsync(answer.Bytes);
        },
        ["a length, a start and an end"] = async (context, answer) =>
        {
            context.Response.ContentLength = answer.Bytes.Length;
            await context.Response.StartAsync();
            await context.Response.SendFileAsync(answer.File);
            await context.Response.CompleteAsync();
        },
        ["no buffering"] = async (context, answer) =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.Body.WriteAsync(answer.Bytes);
        },
        ["SendFileAsync"] = (context, answer) => context.Response.SendFileAsync(answer.File),
        ["SendFileAsync by parts"] = async (context, answer) =>
        {
            await context.Response.SendFileAsync(answer.File, 0, 30);
            await context.Response.SendFileAsync(answer.File, 30, null);
        },
        ["SendFileAsync of what a provider has"] = (context, answer) => context.Response.SendFileAsync(new PhysicalFileProvider(Path.GetDirectoryName(answer.File)!).GetFileInfo(Path.GetFileName(answer.File))),
        ["SendFileAsync of the feature"] = (context, answer) => context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().SendFileAsync(answer.File, 0, null),
        ["a text, then a file"] = async (context, answer) =>
        {
            await context.Response.Body.WriteAsync(answer.Bytes.AsMemory(0, 20));
            await context.Response.SendFileAsync(answer.File, 20, null);
        },
        ["a file, then a text"] = async (context, answer) =>
        {
            await context.Response.SendFileAsync(answer.File, 0, 20);
            await context.Response.BodyWriter.WriteAsync(answer.Bytes.AsMemory(20));
        },
        ["a buffer of the app's own"] = async (context, answer) =>
        {
            Stream body = context.Response.Body;
            using MemoryStream kept = new();
            context.Response.Body = kept;
            await context.Response.SendFileAsync(answer.File);
            context.Response.Body = body;
            await context.Response.Body.WriteAsync(kept.ToArray());
        },
        ["a feature of the app's own"] = async (context, answer) =>
        {
            var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            StreamResponseBodyFeature own = new(inner.Stream, inner);
            context.Features.Set<IHttpResponseBodyFeature>(own);
            await context.Response.SendFileAsync(answer.File);
            await own.CompleteAsync();
            context.Features.Set(inner);
        },
        ["Results.File"] = By(answer => Results.File(answer.File, answer.Type)),
        ["Results.File of bytes"] = By(answer => Results.File(answer.Bytes, answer.Type)),
        ["PhysicalFile"] = By(answer => TypedResults.PhysicalFile(answer.File, answer.Type, enableRangeProcessing: true)),
        ["Results.Bytes"] = By(answer => Results.Bytes(answer.Bytes, answer.Type)),
        ["Results.Stream"] = By(answer => Results.Stream(new MemoryStream(answer.Bytes), answer.Type)),
        ["Results.Stream of a file"] = By(answer => Results.Stream(File.OpenRead(answer.File), answer.Type)),
        ["Results.Stream of a pipe"] = By(answer => Results.Stream(PipeReader.Create(new ReadOnlySequence<byte>(answer.Bytes)), answer.Type)),
        ["Results.Stream by a callback"] = By(answer => Results.Stream(body => body.WriteAsync(answer.Bytes).AsTask(), answer.Type)),
        ["Results.Text"] = By(answer => Results.Text(answer.Text, answer.Type)),
        ["Results.Text of bytes"] = By(answer => Results.Text(answer.Bytes, answer.Type)),
        ["Results.Content"] = By(answer => Results.Content(answer.Text, answer.Type)),
        ["Results.Json"] = By(answer => Parsed(answer) is { } json ? Results.Json(json) : Results.Text(answer.Text, answer.Type)),
        ["WriteAsJsonAsync"] = (context, answer) => Parsed(answer) is { } json ? context.Response.WriteAsJsonAsync(json) : context.Response.WriteAsync(answer.Text),
    };

    /// <summary>Those that nobody flushes but the server: a cache's own stream loses what it got so.</summary>
    public static IReadOnlyList<string> Unflushed { get; } = ["BodyWriter.Write", "GetMemory once and Advance twice"];

    /// <summary>Those that break off in the middle.</summary>
    public static IReadOnlyDictionary<string, Func<HttpContext, WrittenAnswer, Task>> Broken { get; } = new Dictionary<string, Func<HttpContext, WrittenAnswer, Task>>
    {
        ["thrown before anything"] = (_, _) => throw new InvalidOperationException("asked for"),
        ["thrown behind a write"] = BreaksAfter((context, answer) => context.Response.Body.WriteAsync(answer.Bytes).AsTask()),
        ["thrown behind what is not flushed"] = BreaksAfter(Whole["BodyWriter.Write"]),
        ["thrown behind a flush"] = BreaksAfter(Whole["a flush behind each piece"]),
        ["thrown behind a start"] = BreaksAfter(Whole["StartAsync"]),
        ["thrown behind a file"] = BreaksAfter(Whole["SendFileAsync"]),
        ["thrown behind a part of a file"] = BreaksAfter((context, answer) => context.Response.SendFileAsync(answer.File, 0, answer.Bytes.Length - 4)),
        ["less than the length that was said"] = async (context, answer) =>
        {
            context.Response.ContentLength = answer.Bytes.Length + 1;
            await context.Response.Body.WriteAsync(answer.Bytes);
        },
        ["aborted behind a file"] = async (context, answer) =>
        {
            await context.Response.SendFileAsync(answer.File);
            context.Abort();
        },
        ["completed with an error"] = async (context, answer) =>
        {
            await context.Response.BodyWriter.WriteAsync(answer.Bytes);
            await context.Response.BodyWriter.CompleteAsync(new InvalidOperationException("asked for"));
        },
    };

    private static Func<HttpContext, WrittenAnswer, Task> By(Func<WrittenAnswer, IResult> result) => (context, answer) => result(answer).ExecuteAsync(context);

    private static Func<HttpContext, WrittenAnswer, Task> Synchronously(Action<Stream, WrittenAnswer> write) => (context, answer) =>
    {
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        write(context.Response.Body, answer);
        return Task.CompletedTask;
    };

    private static Func<HttpContext, WrittenAnswer, Task> BreaksAfter(Func<HttpContext, WrittenAnswer, Task> write) => async (context, answer) =>
    {
        await write(context, answer);
        throw new InvalidOperationException("asked for");
    };

    private static JsonNode? Parsed(WrittenAnswer answer) => answer.Type == "application/json" ? JsonNode.Parse(answer.Text) : null;
}
