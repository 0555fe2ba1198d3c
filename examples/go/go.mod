module aupair.example/app

go 1.22
