using System.Collections.Concurrent;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>The requests of an app. A client has its answer before its request is over, and a test server that stops does not wait for that.</summary>
internal sealed class RequestsUnderWay
{
    private readonly ConcurrentBag<Task> _requests = [];

    /// <summary>Stands in front of all else: what is done behind an answer is done last for who asked first.</summary>
    public void In(WebApplication app) => app.Use((context, next) =>
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add(over.Task);
        context.Response.OnCompleted(() =>
        {
            over.SetResult();
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>Until all of them are over.</summary>
    public Task OverAsync() => Task.WhenAll(_requests).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
