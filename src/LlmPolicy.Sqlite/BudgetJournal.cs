using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmPolicy.Sqlite;

/// <summary>
/// Gives the store at the start what the file has, and writes to the file every second what has changed, and once more when the app has stopped. Memory is what counts:
/// after a failure the file is opened anew, and all that it has is replaced.
/// </summary>
internal sealed class BudgetJournal(
    MemoryBudgetStore store, IOptions<LlmPolicyOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<BudgetJournal> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _writing = new();
    private string _path = "";
    private bool _isStarted;

    /// <summary>Null from a failed write to the next one that succeeds.</summary>
    private BudgetFile? _file;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        string name = options.Value.Budgets.File is { Length: > 0 } file ? file : throw new LlmPolicyException("LlmPolicy:Budgets:File names no file, and budgets are to be kept in one.");
        _path = Path.GetFullPath(name, environment.ContentRootPath);
        _file = BudgetFile.Open(_path);
        store.Restore(_file.Read(time.GetUtcNow()));
        _isStarted = true;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);

        // What was never read, or belongs to another process by now, must not be replaced.
        if (_isStarted)
        {
            _isStarted = false;
            Write();
        }

        Close();
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            Write();
        }
    }

    /// <summary>Waits for the disk: never on a request's thread.</summary>
    private void Write()
    {
        lock (_writing)
        {
            try
            {
                if (_file is null)
                {
                    _file = Replaced();
                    Log.WrittenAgain(logger, _path);
                }
                else
                {
                    _file.Write(store.TakeChanges(), time.GetUtcNow());
                }
            }
            catch (Exception exception) when (exception is SqliteException or IOException or LlmPolicyException)
            {
                if (_file is not null)
                {
                    Log.NotWritten(logger, exception.Message);
                    Close();
                }
            }
        }
    }

    private BudgetFile Replaced()
    {
        var file = BudgetFile.Open(_path);
        try
        {
            file.Replace(store.TakeAll());
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Close()
    {
        lock (_writing)
        {
            _file?.Dispose();
            _file = null;
        }
    }
}
