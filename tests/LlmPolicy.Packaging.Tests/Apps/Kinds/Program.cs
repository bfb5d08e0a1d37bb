var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();

var app = builder.Build();
app.UseLlmPolicy();
app.Run();
